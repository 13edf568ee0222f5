#!/bin/sh
# Build the release of this commit again, elsewhere, and fail unless every byte
# of it is the same as in the given folder.
set -eu
dist=$(cd "${1:?usage: hack/reproduce.sh DIST}" && pwd)
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q --no-hardlinks "$root" "$work/elsewhere"
make -s -C "$work/elsewhere" release-snapshot >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
diff "$dist/checksums.txt" "$work/elsewhere/dist/checksums.txt" || { echo "error: the same commit made other bytes" >&2; exit 1; }
echo "the same commit made the same bytes: $(wc -l <"$dist/checksums.txt") files"
