#!/bin/sh
# Runs the load test against BASE_URL and writes load-summary.json. It calls the
# GET paths without parameters of api/openapi.yaml; PATHS="/a /b" names others.
# DURATION=10s makes a shorter run for trying: its summary says so, and no gate
# takes it.
set -eu

: "${BASE_URL:?set BASE_URL, e.g. http://localhost:8080}"
REPORTS=${REPORTS:-reports}

if [ -z "${PATHS:-}" ]; then
	PATHS=$(awk '
		/^paths:/ { inside = 1; next }
		/^[^ #]/ { inside = 0 }
		inside && /^ +["'\'']?\// { path = $1; gsub(/["'\'':]/, "", path) }
		inside && /^ +get:/ && path !~ /[{]/ { printf "%s ", path }
	' api/openapi.yaml)
fi
if [ -z "$PATHS" ]; then
	echo 'error: api/openapi.yaml has no GET path without parameters: say PATHS="/path?query ..."' >&2
	exit 1
fi

mkdir -p "$REPORTS"
commit=$(git rev-parse HEAD 2>/dev/null || true)
exec k6 run --quiet \
	-e BASE_URL="$BASE_URL" -e PATHS="$PATHS" -e DURATION="${DURATION:-}" \
	-e COMMIT="$commit" -e SUMMARY="$REPORTS/load-summary.json" "${SCRIPT:-test/load/load.js}"
