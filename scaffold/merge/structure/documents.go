package structure

import (
	"fmt"
	"strings"
)

// object is what tells Kubernetes objects apart.
type object struct {
	group, kind, namespace, name string
}

// objectOf reads the identity of a document; ok is false where it is no
// Kubernetes object.
func objectOf(n *Node) (o object, ok bool) {
	version, hasVersion := n.Field("apiVersion").scalar()
	kind, hasKind := n.Field("kind").scalar()
	if !hasVersion || !hasKind {
		return object{}, false
	}
	o.kind = kind
	if group, _, found := strings.Cut(version, "/"); found {
		o.group = group // a new version of one API is the same object
	}
	o.name, _ = n.Field("metadata", "name").scalar()
	o.namespace, _ = n.Field("metadata", "namespace").scalar()
	return o, true
}

func (o object) String() string {
	if o.name == "" {
		return o.kind
	}
	return o.kind + "/" + o.name
}

// Twins names an object that stands twice in a stream, if there is one.
func Twins(stream *Node) (string, bool) {
	seen := map[object]bool{}
	for _, e := range stream.Entries {
		o, ok := objectOf(e.Value)
		if !ok {
			continue
		}
		if seen[o] {
			return o.String(), true
		}
		seen[o] = true
	}
	return "", false
}

// document is the place of a document, named as the user has it.
func document(stream *Node, i int) *place {
	if o, ok := objectOf(stream.Entries[i].Value); ok {
		return &place{label: o.String(), kind: o.kind}
	}
	if len(stream.Entries) == 1 {
		return &place{}
	}
	return &place{label: fmt.Sprintf("document %d", i+1)}
}
