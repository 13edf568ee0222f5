package gomod

import (
	"fmt"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/splice"
)

// merger works out what becomes of yours.
type merger struct {
	base, yours, template *file

	changes []splice.Change
	notes   []string
	want    map[id]meaning      // what the result has to say
	gone    map[*statement]bool // of yours
}

func (m *merger) merge() {
	for _, y := range m.yours.statements {
		b, t := m.base.find(y.id), m.template.find(y.id)
		switch {
		case t != nil:
			m.both(b, y, t)
		case b == nil:
			m.want[y.id] = y.meaning
		case b.same(y):
			m.gone[y] = true
		default:
			m.dispute(b, y, nil, splice.Change{From: y.above, To: y.to, Dispute: &splice.Dispute{Base: m.base.text(b, m.yours.styleOf(y))}})
		}
	}
	m.add()
	m.remove()
}

// same tells whether a side left a statement alone. The mark of an indirect
// requirement comes and goes with the code, so it does not count.
func (s *statement) same(other *statement) bool {
	return s.meaning.value == other.meaning.value && s.comment == other.comment
}

// both merges a statement that yours and template have.
func (m *merger) both(b, y, t *statement) {
	var base meaning
	indirect := y.indirect && t.indirect // added by both: what needs it directly prevails
	if b != nil {
		base = b.meaning
		indirect, _ = threeWay(base.indirect, y.indirect, t.indirect)
	}
	comment, clean := threeWay(base.comment, y.comment, t.comment)
	if !clean {
		like := m.yours.styleOf(y)
		m.dispute(b, y, t, splice.Change{From: y.above, To: y.to, Dispute: &splice.Dispute{
			Base: m.base.text(b, like), Template: m.template.text(t, like),
		}})
		return
	}
	value, clean := m.value(base, b, y, t)
	if !clean {
		return
	}
	m.want[y.id] = meaning{value: value, indirect: indirect, comment: comment}
	m.comment(y, t, comment, indirect)
}

// value merges the values; false if they are in dispute.
func (m *merger) value(base meaning, b, y, t *statement) (string, bool) {
	mine, theirs := y.meaning.value, t.meaning.value
	merged, clean := threeWay(base.value, mine, theirs)
	if !clean {
		if merged, clean = raised(base, y, t); clean {
			subject := y.about
			if subject == "" {
				subject = y.verb
			}
			m.notes = append(m.notes, fmt.Sprintf("%s: yours %s, template %s; took %s", subject, mine, theirs, merged))
		}
	}
	switch {
	case !clean && b == nil: // in base there is not even a line
		line := slices.Concat(m.yours.content[y.from:y.value], m.template.raw(t), m.yours.content[y.end:y.to])
		m.dispute(b, y, t, splice.Change{From: y.from, To: y.to, Dispute: &splice.Dispute{Template: line}})
	case !clean:
		m.dispute(b, y, t, splice.Change{From: y.value, To: y.end, Dispute: &splice.Dispute{Base: m.base.raw(b), Template: m.template.raw(t)}})
	case merged != mine:
		m.changes = append(m.changes, splice.Change{From: y.value, To: y.end, New: m.template.raw(t)})
	}
	return merged, clean
}

// comment writes the comments of a statement if they change.
func (m *merger) comment(y, t *statement, comment string, indirect bool) {
	from := m.yours.content[y.end:y.lineEnd]
	if comment != y.comment {
		from = m.template.content[t.end:t.lineEnd]
		m.changes = append(m.changes, splice.Change{From: y.above, To: y.from, New: m.template.above(t, m.yours.styleOf(y))})
	}
	if comment != y.comment || indirect != y.indirect {
		m.changes = append(m.changes, splice.Change{From: y.end, To: y.lineEnd, New: []byte(withIndirect(string(from), indirect))})
	}
}

// dispute completes a change that is a conflict of these three. What is shown
// of them is their value, or the whole line where there is none or it is the
// comments that differ.
func (m *merger) dispute(b, y, t *statement, c splice.Change) {
	var key id
	var lines, values [3]string
	differ := map[string]bool{}
	for i, s := range []*statement{b, y, t} {
		if s == nil {
			continue
		}
		key = s.id
		lines[i], values[i] = s.line, s.meaning.value
		differ[values[i]] = true
	}
	if len(differ) == 1 {
		values = lines
	}
	c.Dispute.Conflict = merge.Conflict{Field: key.String(), Base: values[0], Yours: values[1], Template: values[2]}
	m.changes = append(m.changes, c)
	m.want[key] = meaning{disputed: true}
}

// threeWay is what only one side changed; false if both did, to different ends.
func threeWay[T comparable](base, yours, template T) (T, bool) {
	switch {
	case yours == template || template == base:
		return yours, true
	case yours == base:
		return template, true
	}
	return yours, false
}
