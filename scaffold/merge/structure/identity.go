package structure

import (
	"slices"
	"strings"
)

// identitiesOf returns the expressions by which the items of the list at a
// place may be told apart.
func identitiesOf(at *place) []string {
	list, under := at.list()
	kind := at.documentKind()
	for _, row := range identities {
		if row.list == list && (row.under == "" || row.under == under) && (row.kind == "" || slices.Contains(strings.Split(row.kind, "|"), kind)) {
			return row.by
		}
	}
	return nil
}

// keysOf names the items of some lists by the first expression that tells all
// of them apart in each. A missing list is nil.
func keysOf(at *place, lists ...*Node) (keys [][]string, ok bool) {
	for _, expression := range identitiesOf(at) {
		if keys, ok = keysBy(expression, lists); ok {
			return keys, true
		}
	}
	return nil, false
}

// sharesIdentity tells whether two items of a list are the same by one of the
// expressions for it, such as ports of one name and another number.
func sharesIdentity(at *place, a, b *Node) bool {
	return slices.ContainsFunc(identitiesOf(at), func(expression string) bool {
		fields := strings.Split(expression, " + ")
		x, ok := keyOf(a, fields)
		y, too := keyOf(b, fields)
		return ok && too && x == y
	})
}

func keysBy(expression string, lists []*Node) ([][]string, bool) {
	fields := strings.Split(expression, " + ")
	all := make([][]string, len(lists))
	for i, list := range lists {
		if list == nil {
			continue
		}
		seen := make(map[string]bool, len(list.Entries))
		all[i] = make([]string, len(list.Entries))
		for k := range list.Entries {
			key, ok := keyOf(list.Entries[k].Value, fields)
			if !ok || seen[key] {
				return nil, false
			}
			seen[key] = true
			all[i][k] = key
		}
	}
	return all, true
}

// keyOf joins the fields of an item with "/".
func keyOf(item *Node, fields []string) (string, bool) {
	var parts []string
	for _, f := range fields {
		value, ok := fieldOf(item, f)
		if !ok {
			return "", false
		}
		if value != "" {
			parts = append(parts, value)
		}
	}
	return strings.Join(parts, "/"), len(parts) > 0 || len(fields) == 1
}

// fieldOf evaluates one field of an expression.
func fieldOf(item *Node, field string) (string, bool) {
	switch field {
	case ".":
		return item.scalar()
	case ".=":
		text, ok := item.scalar()
		name, _, _ := strings.Cut(text, "=")
		return name, ok
	}
	if item.Kind != Mapping {
		return "", false
	}
	field, optional := strings.CutSuffix(field, "?")
	field, versioned := strings.CutSuffix(field, "@")
	field, fallback, _ := strings.Cut(field, "=")
	for path := range strings.SplitSeq(field, "/") {
		n := item.Field(strings.Split(path, ".")...)
		if n == nil {
			continue
		}
		text, ok := joined(n)
		if versioned {
			text, _, _ = strings.Cut(text, "@")
		}
		return text, ok
	}
	return fallback, optional || fallback != ""
}

// joined is the text of a scalar, or of a list of scalars.
func joined(n *Node) (string, bool) {
	if n.Kind != List {
		return n.scalar()
	}
	parts := make([]string, len(n.Entries))
	for i, e := range n.Entries {
		text, ok := e.Value.scalar()
		if !ok {
			return "", false
		}
		parts[i] = text
	}
	return strings.Join(parts, ","), true
}
