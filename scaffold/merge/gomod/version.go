package gomod

import (
	"go/version"

	"golang.org/x/mod/semver"
)

// higher is the higher one of two versions; false where there is none: they
// cannot be compared, or differ in what is not ordered.
func higher(verb, a, b string) (string, bool) {
	var order int
	switch verb {
	case "require":
		if !semver.IsValid(a) || !semver.IsValid(b) {
			return "", false
		}
		order = semver.Compare(a, b)
	case "go", "toolchain":
		prefix := map[string]string{"go": "go"}[verb]
		if !version.IsValid(prefix+a) || !version.IsValid(prefix+b) {
			return "", false
		}
		order = version.Compare(prefix+a, prefix+b)
	}
	switch {
	case order > 0:
		return a, true
	case order < 0:
		return b, true
	}
	return "", false
}
