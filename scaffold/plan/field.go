package plan

import (
	"regexp"
	"strings"
)

// matchField tells how closely a pattern names the field of a conflict. It may
// leave out the object (KIND/NAME), name a field above it, and have * for any
// text.
func matchField(pattern, field string) closeness {
	size := len(pattern) - strings.Count(pattern, "*")
	found := closeness{}
	for _, name := range []string{field, withoutObject(field)} {
		switch {
		case pattern == name:
			return closeness{thisField, size}
		case within(pattern, name):
			found = closeness{partOfField, size}
		}
	}
	return found
}

// within tells whether a field is the one a pattern names or lies below it.
func within(pattern, field string) bool {
	parts := strings.Split(pattern, "*")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile(`^(?s:` + strings.Join(parts, ".*") + `)($|[.\[ ])`).MatchString(field)
}

// withoutObject cuts the object off a field of a manifest: "Deployment/orders
// spec.replicas" is "spec.replicas".
func withoutObject(field string) string {
	if object, rest, found := strings.Cut(field, " "); found && strings.Contains(object, "/") {
		return rest
	}
	return field
}

// objectOf is the object a field belongs to; empty where it names none.
func objectOf(field string) string { return strings.TrimSuffix(field, withoutObject(field)) }
