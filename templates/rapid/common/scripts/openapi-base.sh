#!/bin/sh
# Writes the document that api/openapi.yaml is compared with: openapi-base.sh FILE
# It is that of the last release (the newest tag), of the last commit while
# there is no release, or of the git revision OPENAPI_BASE. Where there is none,
# there is nothing to break, and no FILE.
set -eu

file=$1
rm -f "$file"
mkdir -p "$(dirname "$file")"

base=${OPENAPI_BASE:-}
if [ -z "$base" ]; then
	base=$(git describe --tags --abbrev=0 2>/dev/null || echo HEAD)
elif ! git rev-parse --quiet --verify "$base^{commit}" >/dev/null; then
	echo "error: OPENAPI_BASE: git knows no $base" >&2
	exit 1
fi
if git show "$base:./api/openapi.yaml" >"$file" 2>/dev/null; then
	echo "comparing api/openapi.yaml with that of $base"
else
	rm -f "$file"
	echo "note: $base has no api/openapi.yaml to compare with"
fi
