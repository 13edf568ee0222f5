package structure

import (
	"fmt"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
)

// positional merges the items of lists that have no identity like lines of a
// text: edits that overlap or touch are a conflict.
func (m *merger) positional(at *place, base, yours, template *Node) []Step {
	if base == nil {
		base = &Node{Kind: List}
	}
	v := vocabulary{}
	regions := text.Regions(v.number(base), v.number(yours), v.number(template), len(v)+3)
	var steps []Step
	b, y, t := 0, 0, 0
	same := func(untilBase, untilYours, untilTemplate int) {
		for y < untilYours {
			// Equal in meaning; the comments may differ.
			steps = join(steps, m.entry(at.item(fmt.Sprint(y)), Only(base, b), Only(yours, y), Only(template, t)))
			b, y, t = b+1, y+1, t+1
		}
		b, y, t = untilBase, untilYours, untilTemplate
	}
	for _, r := range regions {
		same(r.Base.From, r.Yours.From, r.Template.From)
		for _, s := range m.region(at, base, yours, template, r) {
			steps = join(steps, s)
		}
		b, y, t = r.Base.To, r.Yours.To, r.Template.To
	}
	same(len(base.Entries), len(yours.Entries), len(template.Entries))
	return steps
}

// vocabulary numbers the distinct items of several lists.
type vocabulary map[uint64]int32

func (v vocabulary) number(list *Node) []int32 {
	ids := make([]int32, len(list.Entries))
	for i := range list.Entries {
		sum := list.Entries[i].Value.Sum
		id, known := v[sum]
		if !known {
			id = int32(len(v))
			v[sum] = id
		}
		ids[i] = id
	}
	return ids
}

// region merges a stretch of items that differ.
func (m *merger) region(at *place, base, yours, template *Node, r text.Region) []Step {
	b, y, t := Run{base, r.Base.From, r.Base.To}, Run{yours, r.Yours.From, r.Yours.To}, Run{template, r.Template.From, r.Template.To}
	if steps, ok := m.pairs(at, b, y, t); ok {
		return steps
	}
	switch {
	case !r.TemplateChanged, sameRuns(y, t):
		return []Step{{Outcome: Keep, Yours: y}}
	case !r.YoursChanged && sameLooks(b, y):
		var steps []Step
		if !y.Empty() {
			steps = append(steps, Step{Outcome: Drop, Base: b, Yours: y})
		}
		if !t.Empty() {
			steps = append(steps, Step{Outcome: Add, Template: t})
		}
		return steps
	}
	return []Step{m.dispute(at.item(span(y)), b, y, t)}
}

// span writes a run of items as a field path does: [2], or [2:4] for several.
func span(r Run) string {
	if r.To-r.From < 2 {
		return fmt.Sprint(r.From)
	}
	return fmt.Sprintf("%d:%d", r.From, r.To)
}

func sameRuns(a, b Run) bool {
	return slices.EqualFunc(a.Entries(), b.Entries(), func(x, y Entry) bool { return x.Value.Sum == y.Value.Sum })
}

func sameLooks(a, b Run) bool {
	return slices.EqualFunc(a.Entries(), b.Entries(), func(x, y Entry) bool {
		return x.Value.Look == y.Value.Look && x.Lead.Sum == y.Lead.Sum && x.Tail.Sum == y.Tail.Sum
	})
}

// pairs merges a region item by item, where all sides have as many and each
// is recognisably the same one.
func (m *merger) pairs(at *place, b, y, t Run) ([]Step, bool) {
	n := b.To - b.From
	if n == 0 || y.To-y.From != n || t.To-t.From != n {
		return nil, false
	}
	for i := range n {
		base, yours, template := b.In.Entries[b.From+i].Value, y.In.Entries[y.From+i].Value, t.In.Entries[t.From+i].Value
		if yours.Kind != base.Kind || template.Kind != base.Kind {
			return nil, false
		}
		if base.container() && !oneItem(base, yours, template) || !base.container() && n > 1 {
			return nil, false
		}
	}
	steps := make([]Step, n)
	for i := range n {
		steps[i] = m.entry(at.item(fmt.Sprint(y.From+i)), Only(b.In, b.From+i), Only(y.In, y.From+i), Only(t.In, t.From+i))
	}
	return steps, true
}

// oneItem tells whether three values in one place are versions of one item.
// Where each side kept but half of it, and not the same half, two changes to one
// item look like two items.
func oneItem(base, yours, template *Node) bool {
	kept := min(alike(base, yours), alike(base, template))
	return kept > 0.5 || kept == 0.5 && alike(yours, template) >= 0.5
}
