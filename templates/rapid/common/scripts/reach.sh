#!/bin/sh
# Runs a command with BASE_URL set to the service in the current context: as it
# is given, or else a forwarded port. `scripts/reach.sh scripts/load.sh`
set -eu

: "${NAME:?}"
[ -z "${BASE_URL:-}" ] || exec "$@"

out=$(mktemp)
kubectl port-forward "service/$NAME" :80 >"$out" &
forward=$!
trap 'kill "$forward" 2>/dev/null || true; rm -f "$out"' EXIT
trap 'exit 1' INT TERM # so that the trap above springs
tries=0
until port=$(sed -n 's/^Forwarding from 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$out") && [ -n "$port" ]; do
	tries=$((tries + 1))
	if [ "$tries" -gt 30 ] || ! kill -0 "$forward" 2>/dev/null; then
		echo "error: no port of service/$NAME can be forwarded: is a replica ready?" >&2
		exit 1
	fi
	sleep 1
done
BASE_URL=http://127.0.0.1:$port "$@"
