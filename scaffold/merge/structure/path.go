package structure

import (
	"fmt"
	"strings"
)

// place is where a node stands, from the root on.
type place struct {
	up    *place
	label string // as it appears in a field path
	key   string // of the mapping entry, "" for items and documents
	kind  string // of a document: its Kubernetes kind
}

func (p *place) field(key string) *place {
	label := key
	if key == "" || strings.ContainsAny(key, ".[]\" \t\n") {
		label = fmt.Sprintf("[%q]", key)
	}
	return &place{up: p, label: label, key: key, kind: p.documentKind()}
}

func (p *place) item(identity string) *place {
	return &place{up: p, label: "[" + identity + "]", kind: p.documentKind()}
}

func (p *place) documentKind() string {
	if p == nil {
		return ""
	}
	return p.kind
}

// list is the key the list stands under, and parent the key above that one.
func (p *place) list() (list, parent string) {
	for ; p != nil; p = p.up {
		switch {
		case p.key == "":
		case list == "":
			list = p.key
		default:
			return list, p.key
		}
	}
	return list, ""
}

// String is the field path: Deployment/orders spec.template.spec.containers[orders].image
func (p *place) String() string {
	var labels []string
	document := ""
	for ; p != nil; p = p.up {
		if p.up == nil {
			document = p.label
		} else {
			labels = append(labels, p.label)
		}
	}
	var b strings.Builder
	b.WriteString(document)
	for i := len(labels) - 1; i >= 0; i-- {
		switch {
		case i == len(labels)-1:
			if document != "" {
				b.WriteByte(' ')
			}
		case labels[i][0] != '[':
			b.WriteByte('.')
		}
		b.WriteString(labels[i])
	}
	if b.Len() == 0 {
		return "."
	}
	return b.String()
}
