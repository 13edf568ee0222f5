#!/bin/sh
# Replaces every replica while users keep coming: a release must not cost them
# a request.
set -eu

if [ "${1:-}" != disturb ]; then
	exec test/resilience/under-traffic.sh "$0" disturb
fi
: "${NAME:?}"
kubectl rollout restart "deployment/$NAME"
scripts/rolled-out.sh
