#!/bin/sh
# Kills one replica without a word of warning, as a failing node does: the
# others carry the traffic, and a new one takes its place.
set -eu

if [ "${1:-}" != disturb ]; then
	exec test/resilience/under-traffic.sh "$0" disturb
fi
: "${NAME:?}"
pod=$(kubectl get pods --selector "app.kubernetes.io/instance=$NAME" --field-selector status.phase=Running \
	--output name | head -n 1)
if [ -z "$pod" ]; then
	echo "error: no running pod of $NAME in this context and namespace" >&2
	exit 1
fi
kubectl delete "$pod" --grace-period=0 --force
scripts/rolled-out.sh
