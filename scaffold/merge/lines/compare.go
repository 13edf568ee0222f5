package lines

import (
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/splice"
)

// versions are the three versions of a set, and what becomes of yours.
type versions struct {
	kind                  Kind
	base, yours, template *set

	removed   []bool      // rows of yours; one more, that never is
	placed    map[int]int // where the last block behind a row of yours went
	changes   []splice.Change
	reordered bool // a line would come to another side of a negation
}

// compare finds the lines of yours that the template removed or changed.
func (v *versions) compare() {
	v.reordered = !slices.Equal(v.yours.negated, v.template.negated)
	for i, r := range v.yours.rows {
		if r.blank() {
			continue
		}
		inBase, wasThere := v.base.row(r.id)
		inTemplate, isThere := v.template.row(r.id)
		switch {
		case wasThere && !isThere && r.value == inBase.value:
			v.removed[i] = true
		case wasThere && !isThere:
			v.dispute(r, inBase, inTemplate)
		case !isThere || inTemplate.value == r.value || wasThere && inTemplate.value == inBase.value:
			// The template does not have it, or did not change it.
		case wasThere && r.value == inBase.value:
			v.changes = append(v.changes, splice.Change{From: r.from, To: r.from + len(r.body), New: []byte(inTemplate.body)})
		default:
			v.dispute(r, inBase, inTemplate)
		}
	}
	v.remove()
}

func (v *versions) dispute(yours, base, template row) {
	d := splice.Dispute{Conflict: merge.Conflict{
		Field: yours.key, Base: base.body, Yours: yours.body, Template: template.body,
	}}
	if base.body != "" {
		d.Base = []byte(base.body + "\n")
	}
	if template.body != "" {
		d.Template = []byte(template.body + "\n")
	}
	v.changes = append(v.changes, splice.Change{From: yours.from, To: yours.to, Dispute: &d})
}

// remove cuts the removed rows, and a blank line with them where two would be
// left in a row.
func (v *versions) remove() {
	rows := v.yours.rows
	for i := 0; i < len(rows); i++ {
		if !v.removed[i] {
			continue
		}
		first := i
		for i+1 < len(rows) && v.removed[i+1] {
			i++
		}
		last := i
		above := first == 0 || rows[first-1].blank()
		switch {
		case above && last+1 < len(rows) && rows[last+1].blank():
			last++
			v.removed[last] = true
		case above && last+1 == len(rows) && first > 0:
			first--
		}
		v.changes = append(v.changes, splice.Change{From: rows[first].from, To: rows[last].to})
		i = last
	}
}

// inOrder tells whether a result has the patterns of the one side that changed
// any, in its order; the other side changed comments alone.
func (v *versions) inOrder(result *set) bool {
	base, yours, template := v.base.patterns(), v.yours.patterns(), v.template.patterns()
	return slices.Equal(base, yours) && slices.Equal(template, result.patterns()) ||
		slices.Equal(base, template) && slices.Equal(yours, result.patterns())
}
