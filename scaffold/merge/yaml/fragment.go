package yaml

import (
	"cmp"
	"slices"
)

// fragment is a stretch of yours with the edits in it.
type fragment struct {
	from, to int
	edits    []edit
}

// edit replaces a stretch of yours. An open one has three versions, and takes
// whole lines in the end; of others only the template's counts.
type edit struct {
	from, to              int
	base, yours, template []piece
	open                  bool
}

// piece is a part of what an edit writes: text, or a stretch of yours.
type piece struct {
	text string
	of   *fragment
	line bool // begins a line
}

func (f *fragment) replace(from, to int, with ...piece) {
	f.edits = append(f.edits, edit{from: from, to: to, template: with})
}

// sort brings the edits into their order; those at one place stay in theirs.
func (f *fragment) sort() {
	slices.SortStableFunc(f.edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
}

// undecided tells whether an edit, or one in a stretch it moves, is open.
func (e *edit) undecided() bool {
	if e.open {
		return true
	}
	for _, p := range e.template {
		if p.of == nil {
			continue
		}
		for i := range p.of.edits {
			if p.of.edits[i].undecided() {
				return true
			}
		}
	}
	return false
}

// version is how open edits are written.
type version uint8

const (
	asTemplate version = iota
	asYours
	asBase
)

func (e *edit) pieces(v version) []piece {
	switch {
	case !e.open || v == asTemplate:
		return e.template
	case v == asYours:
		return e.yours
	default:
		return e.base
	}
}
