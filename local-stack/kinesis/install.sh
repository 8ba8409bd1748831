#!/bin/sh
# Installs the packages of package-lock.json into folder $1, unless that very lock file is installed there already.
set -eu
source=$(cd "$(dirname "$0")" && pwd)
target=$1
installed="$target/installed-package-lock.json"
cmp -s "$source/package-lock.json" "$installed" && exit 0
mkdir -p "$target"
rm -f "$installed"
cp "$source/package.json" "$source/package-lock.json" "$source/.npmrc" "$target"
if ! (cd "$target" && npm ci --prefer-offline --loglevel=error); then
    echo "npm ci failed in $target; it needs Node.js 18 or newer and the npm registry that your npm is set up for" >&2
    exit 1
fi
cp "$source/package-lock.json" "$installed"
