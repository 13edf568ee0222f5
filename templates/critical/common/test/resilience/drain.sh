#!/bin/sh
# Drains the node of one replica, of this service's pods only: the disruption
# budget lets one go at a time, and it finishes what it has.
set -eu

if [ "${1:-}" != disturb ]; then
	exec test/resilience/under-traffic.sh "$0" disturb
fi
: "${NAME:?}"
selector="app.kubernetes.io/instance=$NAME"
node=$(kubectl get pods --selector "$selector" --field-selector status.phase=Running \
	--output 'jsonpath={.items[0].spec.nodeName}')
if [ -z "$node" ]; then
	echo "error: no running pod of $NAME in this context and namespace" >&2
	exit 1
fi
# The node takes pods again, however this ends.
trap 'kubectl uncordon "$node"' EXIT
trap 'exit 1' INT TERM # so that the trap above springs
kubectl drain "$node" --pod-selector "$selector" --ignore-daemonsets --delete-emptydir-data --timeout=300s
scripts/rolled-out.sh
