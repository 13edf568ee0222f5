package gomod

import (
	"bytes"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/splice"
)

// class is which statements stand together: those of a verb, and direct
// requirements apart from indirect ones.
type class struct {
	verb     string
	indirect bool
}

func (s *statement) class() class { return class{s.verb, s.indirect} }

// neighbours are the statements of yours beside which additions go.
type neighbours struct {
	before map[class]*statement // the last one passed in the template that yours has
	first  map[class]*statement // the first one in the template that yours has
	last   map[class]*statement // the last one in yours
	any    *statement           // the last one passed, whatever its class
}

// add puts in what the template added, or changed while the user removed it.
func (m *merger) add() {
	near := neighbours{map[class]*statement{}, map[class]*statement{}, map[class]*statement{}, nil}
	for _, y := range m.yours.statements {
		if !m.gone[y] {
			near.last[y.class()] = y
		}
	}
	for _, t := range slices.Backward(m.template.statements) {
		if y := m.yours.find(t.id); y != nil && !m.gone[y] {
			near.first[y.class()] = y
		}
	}
	var homeless []*statement
	after := map[*statement]*statement{}
	for _, t := range m.template.statements {
		if y := m.yours.find(t.id); y != nil {
			if !m.gone[y] {
				near.before[y.class()], near.any = y, y
			}
			continue
		}
		b := m.base.find(t.id)
		if b != nil && b.same(t) && (t.indirect || !b.indirect) {
			continue // stays removed, unless the template's code has come to need it
		}
		at, like, found := m.place(t, near)
		switch {
		case b != nil:
			gap := []byte{}
			if !found {
				at, like, gap = m.behind(near.any), style{alone: true}, []byte("\n")
			}
			m.dispute(b, nil, t, splice.Change{From: at, To: at, Dispute: &splice.Dispute{
				Base:     m.yours.ended(at, slices.Concat(gap, m.base.text(b, like))),
				Template: m.yours.ended(at, slices.Concat(gap, m.template.text(t, like))),
			}})
			continue
		case found:
			m.changes = append(m.changes, splice.Change{From: at, To: at, New: m.yours.ended(at, m.template.text(t, like))})
		default:
			homeless = append(homeless, t)
			after[t] = near.any
		}
		m.want[t.id] = t.meaning
	}
	m.settle(homeless, after)
}

// place is where a statement goes among its like, and how it is written there.
func (m *merger) place(t *statement, near neighbours) (at int, like style, found bool) {
	k := t.class()
	anchor, before := near.before[k], false
	if anchor == nil {
		anchor, before = near.first[k], true
	}
	if anchor == nil {
		anchor, before = near.last[k], false
	}
	if anchor == nil {
		return 0, style{}, false
	}
	like = m.yours.styleOf(anchor)
	if b := anchor.block; b != nil && !b.unsorted {
		if i, _ := slices.BinarySearchFunc(b.statements, t, byAbout); i < len(b.statements) {
			return b.statements[i].above, like, true
		}
		return b.statements[len(b.statements)-1].to, like, true
	}
	if before {
		return anchor.above, like, true
	}
	return m.behindOwn(anchor), like, true
}

// behindOwn is the end of what the user added behind a statement, in its block
// and among its like: that comes first.
func (m *merger) behindOwn(s *statement) int {
	to := s.to
	for _, next := range m.yours.statements[m.yours.at[s.id]+1:] {
		if next.block != s.block || next.class() != s.class() || next.above != to ||
			m.base.find(next.id) != nil || m.template.find(next.id) != nil {
			break
		}
		to = next.to
	}
	return to
}

func byAbout(a, b *statement) int { return strings.Compare(a.about, b.about) }

// behind is where the block of a statement ends.
func (m *merger) behind(s *statement) int {
	switch {
	case s == nil:
		return len(m.yours.content)
	case s.block != nil:
		return s.block.to
	}
	return s.to
}

// settle writes statements of which yours has no like, those of a class
// together.
func (m *merger) settle(homeless []*statement, after map[*statement]*statement) {
	for len(homeless) > 0 {
		first := homeless[0]
		var group, rest []*statement
		for _, t := range homeless {
			if t.class() == first.class() {
				group = append(group, t)
			} else {
				rest = append(rest, t)
			}
		}
		homeless = rest
		at := m.behind(after[first])
		block := []byte("\n")
		if len(group) == 1 {
			block = append(block, m.template.text(first, style{alone: true})...)
		} else {
			block = append(block, first.verb+" (\n"...)
			for _, t := range group {
				block = append(block, m.template.text(t, style{indent: "\t"})...)
			}
			block = append(block, ")\n"...)
		}
		if next := m.yours.line(at); at < len(m.yours.content) && len(bytes.TrimSpace(next)) > 0 {
			block = append(block, '\n')
		}
		m.changes = append(m.changes, splice.Change{From: at, To: at, New: m.yours.ended(at, block)})
	}
}
