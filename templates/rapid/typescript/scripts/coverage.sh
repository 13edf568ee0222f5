#!/bin/sh
# Fails if a coverage file is below a percentage: coverage.sh LCOV PERCENT
set -eu

awk -F : -v least="$2" '
	$1 == "LF" { all += $2 }
	$1 == "LH" { hit += $2 }
	END {
		percent = all ? 100 * hit / all : 0
		printf "coverage: %.1f %% of lines, at least %s %% wanted\n", percent, least
		exit percent < least
	}' "$1"
