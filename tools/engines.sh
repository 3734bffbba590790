#!/bin/sh
# The heavy engines (`make test-engines`): gets what they need, and runs every test of the group `engines`.
#
#   .venv-engines    from requirements/engines.txt: the clients, pyspark and chdb, beside what the tests need
#   PostgreSQL       Debian's `postgresql`; the tests start a cluster of their own, on a port of its own
#   Java 17          Debian's `openjdk-17-jre-headless`, for Spark
#
# Packages of the system are installed only by root, where there is apt-get. What cannot be had is said, and the
# tests of that engine are skipped: a skip is no failure here, it is in the last lines. SYSTEM=no leaves apt alone.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'engines: %s\n' "$*"; }

sh tools/setup.sh engines

# --- The system's part.
has_postgres() { command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
has_java() { [ -n "${JAVA_HOME:-}" ] || command -v java >/dev/null 2>&1; }
lacking=
has_postgres || lacking="$lacking postgresql"
has_java || lacking="$lacking openjdk-17-jre-headless"
if [ -n "$lacking" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && [ "${SYSTEM:-yes}" = yes ]; then
        say "installing$lacking"
        log=$(mktemp)
        # shellcheck disable=SC2086  # several names
        if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
            --no-install-recommends -o DPkg::Lock::Timeout=120 $lacking; } >"$log" 2>&1; then
            tail -n 3 "$log"
            say "could not install$lacking"
        fi
        rm -f "$log"
    else
        say "not here, and not ours to install:$lacking"
    fi
fi

# --- The tests, one engine after another: each wants the memory for itself.
failed=0 ran= skipped=
for engine in postgres clickhouse spark; do
    log=.venv-engines/$engine.log
    began=$(date +%s)
    if .venv-engines/bin/python -m pytest tests/engines -m engines -k "$engine" --durations 3 \
        -p no:cacheprovider >"$log" 2>&1; then
        result=passed
    else
        result=FAILED failed=1
    fi
    [ "$result" = passed ] || cat "$log"
    last=$(tail -n 1 "$log" | tr -d '=')
    case "$last" in
        *passed*) ran="$ran $engine" ;;
        *) skipped="$skipped $engine"; grep '^SKIPPED' "$log" | sort -u | head -n 3 || true ;;
    esac
    say "$engine $result in $(($(date +%s) - began)) s:$last"
done
say "ran:${ran:- none}; not run:${skipped:- none}"
exit $failed
