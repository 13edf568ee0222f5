#!/bin/sh
# Takes a dependency away, e.g. DEPENDENCY=deployment/payments: what does not
# need it goes on, and the circuit opens instead of everybody waiting. Say with
# PATHS which routes have to hold without it (docs/degradation.md).
set -eu

: "${DEPENDENCY:?set DEPENDENCY, e.g. deployment/payments, in this context and namespace}"
if [ "${1:-}" != disturb ]; then
	exec test/resilience/under-traffic.sh "$0" disturb
fi
replicas=$(kubectl get "$DEPENDENCY" --output 'jsonpath={.spec.replicas}')
# It comes back, however this ends.
trap 'kubectl scale "$DEPENDENCY" --replicas="$replicas"; kubectl rollout status "$DEPENDENCY" --timeout=300s' EXIT
trap 'exit 1' INT TERM # so that the trap above springs
kubectl scale "$DEPENDENCY" --replicas=0
sleep "${OUTAGE:-30}"
