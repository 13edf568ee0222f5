#!/bin/sh
# Runs a command while requests come in, and fails if more of them fail than the
# load test allows: under-traffic.sh COMMAND...
#
# BASE_URL has to lead to the service the way its users come, through the
# ingress or a load balancer: a port-forward leads to one pod, and ends with it.
set -eu

: "${BASE_URL:?set BASE_URL to where users reach the service, e.g. its ingress}"
reports=${REPORTS:-reports}/resilience
mkdir -p "$reports"

# Traffic from before the disturbance until after it.
REPORTS=$reports DURATION=${DURATION:-90s} scripts/load.sh >"$reports/traffic.log" 2>&1 &
traffic=$!
trap 'kill "$traffic" 2>/dev/null || true' EXIT
trap 'exit 1' INT TERM # so that the trap above springs
sleep "${SETTLE:-10}"
kill -0 "$traffic" 2>/dev/null || { cat "$reports/traffic.log" >&2; exit 1; }

"$@"

lasted=yes
kill -0 "$traffic" 2>/dev/null || lasted=no
if ! wait "$traffic"; then
	cat "$reports/traffic.log" >&2
	echo "error: requests failed or were slow meanwhile: $*" >&2
	exit 1
fi
if [ "$lasted" = no ]; then
	echo "error: the traffic was over before this was: say e.g. DURATION=5m" >&2
	exit 1
fi
cat "$reports/traffic.log"
