#!/bin/sh
# Run every fuzz target for the given time, one after the other.
set -eu
time=${1:?usage: hack/fuzz.sh TIME}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# fuzz runs one target. When the time is up while a worker is busy, Go before
# 1.27 can fail with nothing but "context deadline exceeded" (go.dev/issue/75804):
# no input has failed then. One that has is always named, with the file it was
# written to.
fuzz() { # TARGET PACKAGE
	echo "fuzzing $1 in $2 for $time"
	if go test -run '^$' -fuzz "^$1\$" -fuzztime "$time" -fuzzminimizetime 10x "$2" >"$work/log" 2>&1; then
		cat "$work/log"
		return
	fi
	if grep -q 'Failing input' "$work/log" || ! grep -q '^ *context deadline exceeded$' "$work/log"; then
		cat "$work/log"
		exit 1
	fi
	echo "note: the time was up while a worker was busy; no input failed"
}

grep -r --include='*_test.go' -o '^func Fuzz[A-Za-z0-9_]*' cmd plugin scaffold | sort >"$work/targets"
while IFS=: read -r file target; do
	fuzz "${target#func }" "./$(dirname "$file")"
done <"$work/targets"
