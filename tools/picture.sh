#!/bin/sh
# `make picture`: the pictures of docs/images that are pages of the product. Needs Chromium and fonts for Chinese.
# Registers and days are fixed, so a picture changes only when packs or pages do.
#
#   report.png     the report that `make demo` writes
#   calendar.png   what changes by itself in Example Bay
#   try.png        a sweep in Example Bay
set -eu
cd "$(dirname "$0")/.."
out=build/picture
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$browser" ] || { echo 'picture: no Chromium found; name it: make picture CHROMIUM=/path/to/chromium' >&2; exit 1; }

profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
sandbox=
[ "$(id -u)" -ne 0 ] || sandbox=--no-sandbox # Chromium refuses its sandbox to root
photograph() { # page, picture, height
    # shellcheck disable=SC2086
    "$browser" --headless $sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$profile" \
        --window-size=1280,"$3" --screenshot="$PWD/docs/images/$2" "file://$PWD/$1" 2>/dev/null
    echo "docs/images/$2"
}

mkdir -p build docs/images
twinwheel=.venv/bin/twinwheel bay=examples/example-bay
$twinwheel register sample packs/beijing-sti --subject enterprise -n 20000 --seed 7 -o $out.parquet
$twinwheel match packs/beijing-sti $out.parquet --as-of 2026-11-21 -o $out
photograph $out/report.html report.png 1600

$twinwheel register sample $bay --subject enterprise -n 20000 --seed 7 -o $out-bay.parquet
$twinwheel calendar $bay $out-bay.parquet --from 2026-12-01 --to 2028-01-31 -o $out-calendar
photograph $out-calendar/calendar.html calendar.png 1500
$twinwheel try $bay $out-bay.parquet --as-of 2026-11-21 --set 'example-bay-growth/points.threshold=50' \
    --sweep 'example-bay-growth/points.threshold=40..80' --step 5 -o $out-try
photograph $out-try/try.html try.png 2000
