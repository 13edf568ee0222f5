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

// raised is the higher one of two versions that both sides raised, or both
// added; false where there is none, or a side went below base: a version that
// somebody lowered is no longer the least they need. Where it is an indirect
// requirement, nobody decided that: the go command worked it out.
func raised(base meaning, yours, template *statement) (string, bool) {
	took, ordered := higher(yours.verb, yours.meaning.value, template.meaning.value)
	for _, side := range []*statement{yours, template} {
		if base.value == "" || side.indirect {
			continue
		}
		up, known := higher(yours.verb, base.value, side.meaning.value)
		ordered = ordered && known && up == side.meaning.value
	}
	return took, ordered
}
