#!/bin/sh
# Renews what pages load in the browser, from the npm registry: pinned versions, kept in the project with their licences,
# so that a portal needs no other host. Needs npm; nobody else does. Change a version here, run this, look at the pages.
set -eu
cd "$(dirname "$0")/../src/twinwheel_web/design/static/vendor"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

take() { # package version folder file...
    package=$1 version=$2 folder=$3
    shift 3
    (cd "$work" && tar xzf "$(npm pack --silent "$package@$version")")
    rm -rf "$folder"
    mkdir -p "$folder"
    for file in "$@"; do cp -r "$work/package/$file" "$folder/"; done
    rm -rf "$work/package"
}

take htmx.org 2.0.11 htmx dist/htmx.min.js LICENSE
take echarts 6.1.0 echarts dist/echarts.common.min.js LICENSE NOTICE
take leaflet 1.9.4 leaflet dist/leaflet.js dist/leaflet.css dist/images LICENSE
sed -i '/^\/\/# sourceMappingURL=/d' leaflet/leaflet.js  # the map is not kept, and static files may name no file that is not there
find . -type f ! -name SHA256SUMS ! -name README.md | LC_ALL=C sort | xargs sha256sum >SHA256SUMS
