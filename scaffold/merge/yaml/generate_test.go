package yaml

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// pick draws a number below n, from a random source or from fuzz input.
type pick func(n int) int

func seeded(seed uint64) pick { return rand.New(rand.NewPCG(seed, 23)).IntN }

// fromBytes draws from fuzz input, and nothing but 0 when that is used up.
func fromBytes(input []byte) pick {
	return func(n int) int {
		if len(input) == 0 {
			return 0
		}
		drawn := int(input[0]) % n
		input = input[1:]
		return drawn
	}
}

func of[T any](p pick, from ...T) T { return from[p(len(from))] }

// value is a made-up value. Comments are a model's own, so that edits can
// change them.
type value struct {
	scalar string // as it is written; a block scalar begins with | or >
	keys   []string
	items  []*value // of a mapping, by its keys, or of a list
	kind   byte     // s, m or l
	above  string   // a comment
	behind string
}

func scalar(text string) *value   { return &value{kind: 's', scalar: text} }
func list(items ...*value) *value { return &value{kind: 'l', items: items} }
func mapping() *value             { return &value{kind: 'm'} }
func (v *value) add(key string, w *value) *value {
	v.keys, v.items = append(v.keys, key), append(v.items, w)
	return v
}

func (v *value) clone() *value {
	c := *v
	c.keys, c.items = slices.Clone(v.keys), make([]*value, len(v.items))
	for i, w := range v.items {
		c.items[i] = w.clone()
	}
	return &c
}

func (v *value) all(visit func(*value)) {
	visit(v)
	for _, w := range v.items {
		w.all(visit)
	}
}

func anyScalar(p pick) *value {
	return scalar(of(p, "info", "debug", "1", "8080", `"8080"`, "true", `"true"`, "null", "~", "''", `"a: b"`, "'it''s'", "0644", "1e3",
		"10m", "256Mi", "Grüße 👋", "a b  c", "http://x.y:80/z?a=b", "-x", "|\ntext\n  more\n\nend", ">-\nfolded\ntext", "|+\nkeep\n\n", "|2\n  in",
		`"x\ty"`, "2024-01-01", "a#b", "plain text\nover lines"))
}

func named(p pick, kind string, in int) *value {
	v := mapping().add("name", scalar(fmt.Sprintf("%s%d", kind, p(in))))
	for range p(3) {
		v.set(p, of(p, "value", "image", "ready", "mode"), anyScalar(p))
	}
	return v
}

// set adds a key, if it is not there.
func (v *value) set(p pick, key string, w *value) {
	if !slices.Contains(v.keys, key) {
		at := p(len(v.keys) + 1)
		v.keys, v.items = slices.Insert(v.keys, at, key), slices.Insert(v.items, at, w)
	}
}

func anyList(p pick, key string) *value {
	v := list()
	for range p(4) {
		switch key {
		case "env", "containers", "volumes":
			w := named(p, key[:1], 6)
			if key == "containers" {
				w.set(p, "env", anyList(p, "env"))
				w.set(p, "args", anyList(p, "args"))
			}
			v.items = append(v.items, w)
		case "finalizers", "resources":
			v.items = append(v.items, scalar(fmt.Sprintf("x/%d", p(9))))
		case "matrix":
			v.items = append(v.items, anyList(p, "args"))
		default:
			v.items = append(v.items, anyScalar(p))
		}
	}
	return v
}

var listNames = []string{"env", "containers", "volumes", "finalizers", "resources", "args", "matrix"}

func anyValue(p pick, depth int) (string, *value) {
	switch n := p(6); {
	case n < 3 || depth == 0:
		return of(p, "a", "b", "c", "level", `"q k"`, "x.y/z"), anyScalar(p)
	case n == 3:
		key := of(p, listNames...)
		return key, anyList(p, key)
	default:
		v := mapping()
		for range p(4) {
			key, w := anyValue(p, depth-1)
			v.set(p, key, w)
		}
		return of(p, "spec", "labels", "template", "strategy"), v
	}
}

func anyDocument(p pick, i int) *value {
	v := mapping()
	if p(5) > 0 {
		v.add("apiVersion", scalar(of(p, "apps/v1", "v1"))).add("kind", scalar(of(p, "Deployment", "Service", "Role")))
		v.add("metadata", mapping().add("name", scalar(fmt.Sprintf("n%d", i))))
	}
	for range 1 + p(4) {
		key, w := anyValue(p, 3)
		v.set(p, key, w)
	}
	return v
}

// edited has something changed something, somewhere.
func edited(p pick, docs []*value) []*value {
	if p(12) == 0 {
		if p(2) == 0 && len(docs) > 1 {
			at := p(len(docs))
			return slices.Delete(docs, at, at+1)
		}
		return slices.Insert(docs, p(len(docs)+1), anyDocument(p, 5+p(3)))
	}
	var places []*value
	for _, d := range docs {
		d.all(func(v *value) { places = append(places, v) })
	}
	v := places[p(len(places))]
	if p(8) == 0 {
		v.above, v.behind = of(p, "", "a note", "another\n\nnote"), of(p, "", "why", "because")
		return docs
	}
	switch v.kind {
	case 's':
		if p(8) == 0 {
			_, w := anyValue(p, 2)
			*v = *w
		} else {
			*v = *anyScalar(p)
		}
	case 'm':
		if n := len(v.keys); n > 0 && p(3) == 0 {
			at := p(n)
			v.keys, v.items = slices.Delete(v.keys, at, at+1), slices.Delete(v.items, at, at+1)
		} else {
			key, w := anyValue(p, 2)
			v.set(p, key, w)
		}
	default:
		n := len(v.items)
		switch {
		case n > 1 && p(4) == 0:
			at := p(n)
			w := v.items[at]
			v.items = slices.Insert(slices.Delete(v.items, at, at+1), p(n), w)
		case n > 0 && p(3) == 0:
			at := p(n)
			v.items = slices.Delete(v.items, at, at+1)
		case n > 0 && v.items[0].kind == 'm':
			v.items = slices.Insert(v.items, p(n+1), named(p, "n", 6))
		case n > 0 && v.items[0].kind == 'l':
			v.items = slices.Insert(v.items, p(n+1), anyList(p, "args"))
		default:
			v.items = slices.Insert(v.items, p(n+1), anyScalar(p))
		}
	}
	return docs
}

// scenario makes up three texts: a base, and two that come from it by edits.
// Yours may be written in another way altogether.
func scenario(p pick) merge.Sides {
	var base []*value
	for i := range 1 + p(3)/2 {
		base = append(base, anyDocument(p, i))
	}
	copied := func(docs []*value) []*value {
		all := make([]*value, len(docs))
		for i, d := range docs {
			all[i] = d.clone()
		}
		return all
	}
	for range p(3) {
		base = edited(p, base)
	}
	yours, template := copied(base), copied(base)
	for range 1 + p(5) {
		yours = edited(p, yours)
	}
	for range 1 + p(5) {
		template = edited(p, template)
	}
	w := anyWriting(p)
	mine := w
	if p(3) == 0 {
		mine = anyWriting(p)
	}
	w1, w2, w3 := *w, *mine, *w
	s := merge.Sides{Base: w1.text(base, true), Yours: w2.text(yours, p(9) > 0), Template: w3.text(template, p(15) > 0)}
	if p(15) == 0 {
		s.Base = nil
	}
	return s
}
