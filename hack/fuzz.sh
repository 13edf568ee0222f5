#!/bin/sh
# Run every fuzz target for the given time, as many at once as there are CPUs,
# each with one worker.
set -eu
time=${1:?usage: hack/fuzz.sh TIME}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One target, called below: hack/fuzz.sh TIME TARGET PACKAGE LOG. When the time
# is up while a worker is busy, Go before 1.27 can fail with nothing but
# "context deadline exceeded" (go.dev/issue/75804): no input has failed then. One
# that has is always named, with the file it was written to.
if [ $# = 4 ]; then
	echo "fuzzing $2 in $3 for $time"
	if go test -run '^$' -fuzz "^$2\$" -fuzztime "$time" -fuzzminimizetime 10x -parallel 1 "$3" >"$4" 2>&1; then
		exit
	fi
	if grep -q 'Failing input' "$4" || ! grep -q '^ *context deadline exceeded$' "$4"; then
		cat "$4"
		exit 255 # xargs starts no further one
	fi
	echo "note: $2: the time was up while a worker was busy; no input failed"
	exit
fi

grep -r --include='*_test.go' -o '^func Fuzz[A-Za-z0-9_]*' cmd plugin scaffold | sort |
	while IFS=: read -r file target; do
		echo "$time ${target#func } ./$(dirname "$file") $work/$(echo "$file$target" | tr -c 'A-Za-z0-9\n' -)"
	done | xargs -L 1 -P "$(getconf _NPROCESSORS_ONLN)" "$0"
