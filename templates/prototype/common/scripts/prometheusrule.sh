#!/bin/sh
# Writes deploy/base/prometheusrule.yaml from monitoring/rules.yaml: what stands
# there above "spec:" stays, and the rules come below it, indented. With --check
# it writes nothing and fails if that would change the file.
set -eu

rules=monitoring/rules.yaml
object=deploy/base/prometheusrule.yaml
new=$(mktemp)
trap 'rm -f "$new"' EXIT

{
	sed '/^spec:/q' "$object"
	sed -n '/^groups:/,$p' "$rules" | sed 's/^./  &/'
} >"$new"

if [ "${1:-}" != --check ]; then
	cat "$new" >"$object"
elif ! diff -u "$object" "$new"; then
	echo "error: $object is not what $rules says: run make prometheusrule" >&2
	exit 1
fi
