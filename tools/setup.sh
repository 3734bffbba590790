#!/bin/sh
# Makes .venv with the locked dependencies and the project itself (`make setup`).
#
#   sh tools/setup.sh          .venv        from requirements/dev.txt, with twinwheel, editable
#   sh tools/setup.sh bench    .venv-bench  from requirements/bench.txt, what `make bench` compares with
#   sh tools/setup.sh engines  .venv-engines  from requirements/engines.txt, with twinwheel and its tests' needs
#   sh tools/setup.sh training  .venv-training  from requirements/training.txt, what `make train` trains with
#
# Does nothing, and needs no network, when what is installed is what the lock says.
# PYTHON=/path/to/python picks the interpreter.
set -eu
cd "$(dirname "$0")/.."

case "${1:-dev}" in
    dev) venv=.venv lock=requirements/dev.txt ;;
    bench) venv=.venv-bench lock=requirements/bench.txt ;;
    engines) venv=.venv-engines lock=requirements/engines.txt ;;
    training) venv=.venv-training lock=requirements/training.txt ;;
    *) echo "usage: sh tools/setup.sh [dev|bench|engines|training]" >&2; exit 2 ;;
esac
log=$venv/setup.log

say() { printf 'setup: %s\n' "$*"; }
die() {
    printf 'setup: %s\n' "$1" >&2
    shift
    for line in "$@"; do printf '  %s\n' "$line" >&2; done
    exit 1
}

# --- Is it done already? The stamp is a sum of what was installed from, and where: a venv cannot be moved.
here=$(pwd)
wanted=$({ echo "$here"; cat requirements/uv.txt "$lock" pyproject.toml tools/setup.sh; } | cksum)
if [ -x "$venv/bin/python" ] && [ "$(cat "$venv/.stamp" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

# --- An interpreter.
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
python=
if [ -n "${PYTHON:-}" ]; then
    new_enough "$PYTHON" || die "PYTHON=$PYTHON is not Python 3.11 or newer." "Unset it, or set it to another interpreter."
    python=$PYTHON
else
    for candidate in python3 python3.11 python3.12 python3.13 python3.14 python; do
        if new_enough "$candidate"; then python=$candidate; break; fi
    done
fi
if [ -z "$python" ]; then
    found=$(python3 --version 2>/dev/null || echo "no Python at all")
    die "Python 3.11 or newer is needed; found $found." \
        "Install it (Debian 12, Ubuntu 24.04: apt-get install python3 python3-venv)," \
        "or name one: make setup PYTHON=/path/to/python3.11"
fi

# --- The virtual environment, made anew if it is broken, too old or was made in another folder.
if ! new_enough "$venv/bin/python" || [ "$(cat "$venv/.made-in" 2>/dev/null)" != "$here" ]; then
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        die "$python has no venv module." "Debian and Ubuntu keep it apart: apt-get install python3-venv"
    say "making $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv" || die "could not make $here/$venv." "Is there space on the disk, and may you write here?"
    printf '%s\n' "$here" >"$venv/.made-in"
fi
rm -f "$venv/.stamp"  # not done until everything below is

failed() {
    tail -n 4 "$log" | cut -c 1-300 >&2
    die "could not install $1; the lines above say why, all of it is in $log." \
        "If it is the network: this step needs the Python package index once, later runs work offline." \
        "Behind a proxy set HTTPS_PROXY; for a mirror: pip config set global.index-url URL. Then run make setup again."
}

# --- uv, from the package index, pinned by hash. It does not read pip's settings, so a mirror or a
# certificate that is set there is handed on; and a home that cannot be written to is no obstacle.
setting() { "$venv/bin/python" -m pip config get "$1" 2>/dev/null || true; }
get_uv() {
    # PIP_USER: a user-wide setting must not lead the install out of the venv.
    PIP_USER=0 "$venv/bin/python" -m pip install --disable-pip-version-check --retries 2 \
        --require-hashes -r requirements/uv.txt >"$log" 2>&1 || failed uv
    index=${UV_DEFAULT_INDEX:-${UV_INDEX_URL:-${PIP_INDEX_URL:-$(setting global.index-url)}}}
    if [ -n "$index" ]; then UV_DEFAULT_INDEX=$index; export UV_DEFAULT_INDEX; fi
    cert=${SSL_CERT_FILE:-${PIP_CERT:-$(setting global.cert)}}
    if [ -n "$cert" ]; then SSL_CERT_FILE=$cert; export SSL_CERT_FILE; fi
}
cache=${UV_CACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-/nowhere}/.cache}/uv}
if ! mkdir -p "$cache" 2>/dev/null || ! [ -w "$cache" ]; then UV_CACHE_DIR=$venv/.uv-cache; export UV_CACHE_DIR; fi
uv() { "$venv/bin/uv" pip "$@" --python "$venv/bin/python" >"$log" 2>&1; }

# --- The locked set, exactly: what is not in the lock goes.
locked=$(cat requirements/uv.txt "$lock" | cksum)
if [ "$(cat "$venv/.locked" 2>/dev/null)" != "$locked" ]; then
    rm -f "$venv/.locked"
    say "installing $lock"
    get_uv
    uv sync --require-hashes "$lock" || failed "the locked dependencies"
    printf '%s\n' "$locked" >"$venv/.locked"
fi

# --- The project. Its build backend is in the lock, so this downloads nothing.
if [ "$venv" != .venv-bench ]; then
    uv install --no-deps --no-build-isolation --offline --editable . || failed "twinwheel itself"
fi

printf '%s\n' "$wanted" >"$venv/.stamp"
say "$venv is ready"
