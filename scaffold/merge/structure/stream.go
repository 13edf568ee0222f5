package structure

import "fmt"

// stream merges the documents of a file: Kubernetes objects by group, kind and
// name, whatever the version; others by their order.
func (m *merger) stream(step Step, base, yours, template *Node) Step {
	l := linkDocuments(base, yours, template)
	return edited(step, m.combine(base, yours, template, l, document))
}

func linkDocuments(base, yours, template *Node) links {
	number := sameCount(base, yours, template)
	l := link(documentKeys(base, number), documentKeys(yours, number), documentKeys(template, number))
	// A document that got another name, or another namespace.
	l.renamed(base, yours, template, kinship{same: sameKind})
	return l
}

func sameKind(a, b *Node) bool {
	x, xIs := objectOf(a)
	y, yIs := objectOf(b)
	if !xIs || !yIs {
		return xIs == yIs && a.Kind == b.Kind
	}
	return x.group == y.group && x.kind == y.kind
}

// sameCount tells whether all sides that have documents have as many that are
// no objects.
func sameCount(streams ...*Node) bool {
	count := none
	for _, s := range streams {
		if s == nil || len(s.Entries) == 0 {
			continue
		}
		n := 0
		for i := range s.Entries {
			if _, ok := objectOf(s.Entries[i].Value); !ok {
				n++
			}
		}
		if count != none && n != count {
			return false
		}
		count = n
	}
	return true
}

// documentKeys names documents: objects by what they are, others by their
// number among those that are no objects, or else by their content.
func documentKeys(stream *Node, number bool) []string {
	if stream == nil {
		return nil
	}
	all := make([]string, len(stream.Entries))
	others, copies := 0, map[uint64]int{}
	for i := range stream.Entries {
		n := stream.Entries[i].Value
		o, ok := objectOf(n)
		switch {
		case ok:
			all[i] = "object " + o.group + "/" + o.namespace + "/" + o.String()
		case number:
			all[i] = fmt.Sprint("number ", others)
			others++
		default:
			all[i] = fmt.Sprint("content ", n.Sum, copies[n.Sum])
			copies[n.Sum]++
		}
	}
	return all
}
