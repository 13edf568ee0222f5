#!/bin/sh
# Run every fuzz target for the given time, one after the other.
set -eu
time=${1:?usage: hack/fuzz.sh TIME}
grep -rl --include='*_test.go' '^func Fuzz' cmd plugin scaffold | while read -r file; do
	package=./$(dirname "$file")
	sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file" | while read -r target; do
		echo "fuzzing $target in $package for $time"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 10x "$package"
	done
done
