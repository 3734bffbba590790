#!/bin/sh
# `make picture`: docs/images/report.png, the first page of the report that `make demo` writes. Needs Chromium and
# fonts for Chinese. The register and the day are fixed, so the picture changes only when packs or report do.
set -eu
cd "$(dirname "$0")/.."
out=build/picture
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$browser" ] || { echo 'picture: no Chromium found; name it: make picture CHROMIUM=/path/to/chromium' >&2; exit 1; }

mkdir -p build docs/images
.venv/bin/twinwheel register sample packs/beijing-sti --subject enterprise -n 20000 --seed 7 -o build/picture.parquet
.venv/bin/twinwheel match packs/beijing-sti build/picture.parquet --as-of 2026-11-21 -o "$out"

profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
sandbox=
[ "$(id -u)" -ne 0 ] || sandbox=--no-sandbox # Chromium refuses its sandbox to root
# shellcheck disable=SC2086
"$browser" --headless $sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$profile" \
    --window-size=1280,1600 --screenshot="$PWD/docs/images/report.png" "file://$PWD/$out/report.html" 2>/dev/null
echo docs/images/report.png
