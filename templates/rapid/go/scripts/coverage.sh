#!/bin/sh
# Fails if a coverage profile is below a percentage: coverage.sh PROFILE PERCENT
set -eu

awk -v least="$2" '
	NR > 1 {
		# the same block is listed once for each test binary
		statements[$1] = $2
		if ($3 > 0) covered[$1] = 1
	}
	END {
		for (block in statements) {
			all += statements[block]
			if (block in covered) hit += statements[block]
		}
		percent = all ? 100 * hit / all : 0
		printf "coverage: %.1f %% of statements, at least %s %% wanted\n", percent, least
		exit percent < least
	}' "$1"
