#!/bin/sh
# List the tools that tests need and this machine lacks. With REQUIRE_ALL set a
# missing one is an error; without, the tests that need it are skipped.
set -eu
missing=
# Where hack/judges.sh puts what it builds.
PATH=$PATH:${XDG_CACHE_HOME:-$HOME/.cache}/kubectl-svc/tools
for tool in git make gcc node npm kubectl promtool prometheus yamllint shellcheck bash zsh fish actionlint kube-score k6 krew validate-krew-manifest; do
	command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
[ -z "$missing" ] && exit 0
if [ -n "${REQUIRE_ALL:-}" ]; then
	echo "missing, and REQUIRE_ALL is set:$missing" >&2
	exit 1
fi
echo "note: not on this machine, so what needs them is left out:$missing"
