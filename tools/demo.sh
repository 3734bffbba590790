#!/bin/sh
# `make demo`: the commands a person would type, and how long each took; then the portal, until Ctrl-C.
set -eu
cd "$(dirname "$0")/.."
out=${1:-build/demo}
pack=packs/beijing-sti
today=$(date +%Y-%m-%d)
PATH=$PWD/.venv/bin:$PATH
mkdir -p "$out"

run() {
    printf '\n$ %s\n' "$*"
    began=$(python -c 'import time; print(time.monotonic())')
    "$@"
    python -c 'import sys, time; print(f"({time.monotonic() - float(sys.argv[1]):.1f} s)")' "$began"
}

run twinwheel pack check "$pack"
run twinwheel register sample "$pack" --subject enterprise -n 20000 --seed 7 -o "$out/enterprises.parquet"
run twinwheel match "$pack" "$out/enterprises.parquet" --as-of "$today" -o "$out"
run twinwheel read examples/pages/newspaper.pdf examples/pages/newspaper-scan.jpg -o "$out/reading"
run twinwheel draft examples/pages/notice.txt --pack "$pack" -o "$out/draft"
printf '\nOpen these in a browser; they need no network:\n'
printf '  %s\n' "$PWD/$out/report.html" "$PWD/$out/reading/reading.html" "$PWD/$out/draft/draft.html"
printf '\nAnd the same in the portal, for every role:\n\n$ twinwheel serve --demo\n'
exec twinwheel serve --demo --pack "$pack" --data "$out/portal"
