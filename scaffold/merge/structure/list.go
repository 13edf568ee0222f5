package structure

import (
	"fmt"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
)

// list merges by the identity of the items where they have one, else by what
// changed at which position.
func (m *merger) list(step Step, at *place, base, yours, template *Node) Step {
	if keys, ok := keysOf(at, base, yours, template); ok {
		return m.keyed(step, at, base, yours, template, keys)
	}
	return m.parts(step, at, m.positional(at, base, yours, template))
}

func (m *merger) keyed(step Step, at *place, base, yours, template *Node, keys [][]string) Step {
	l := link(keys[Base], keys[Yours], keys[Template])
	l.renamed(base, yours, template, func(b, other *Node) bool { return b.Kind == Mapping && other.Kind == Mapping })
	name := func(in *Node, i int) *place {
		if in == yours {
			return at.item(keys[Yours][i])
		}
		return at.item(keys[Template][i])
	}
	steps := m.combine(base, yours, template, l, name)
	order, agreed := l.order()
	switch {
	case !agreed:
		return m.dispute(at, step.Base, step.Yours, step.Template)
	case order != nil:
		steps = arrange(steps, template, l)
		step.Outcome, step.Steps = Edit, steps
		return step
	}
	return m.parts(step, at, steps)
}

// order compares the order of the items that all sides have. It is nil where
// that of yours stands; else, where only the template moved items, it is that
// of the template, as indexes in yours. Where both did, and not the same way,
// they do not agree.
func (l *links) order() (moved []int, agreed bool) {
	var inYours, inTemplate []int // the items of base, in the order of the side
	for y, b := range l.yoursToBase {
		if b != none && l.yoursToTemplate[y] != none {
			inYours = append(inYours, b)
		}
	}
	for t, y := range l.templateToYours {
		if y != none && l.templateToBase[t] != none {
			inTemplate = append(inTemplate, l.templateToBase[t])
			moved = append(moved, y)
		}
	}
	switch {
	case slices.IsSorted(inTemplate), slices.Equal(inYours, inTemplate):
		return nil, true
	case slices.IsSorted(inYours):
		return moved, true
	}
	return nil, false
}

// arrange puts steps into the order of the template. What only yours has stays
// behind the item it follows there.
func arrange(steps []Step, template *Node, l links) []Step {
	type group struct {
		template int // the item of the template it goes by, none at the top
		steps    []Step
	}
	groups := []group{{template: none}}
	place := func(s Step, t int) {
		if t != none {
			groups = append(groups, group{template: t})
		}
		last := &groups[len(groups)-1]
		last.steps = append(last.steps, s)
	}
	for _, s := range steps {
		switch {
		case s.Yours.Empty():
			place(s, s.Template.From)
		case s.Outcome == Keep:
			for i := s.Yours.From; i < s.Yours.To; i++ {
				one := s
				one.Yours = Only(s.Yours.In, i)
				if s.Yours.To-s.Yours.From > 1 {
					one.Base, one.Template = Run{}, Run{}
				}
				place(one, l.yoursToTemplate[i])
			}
		default:
			place(s, l.yoursToTemplate[s.Yours.From])
		}
	}
	slices.SortStableFunc(groups, func(a, b group) int { return a.template - b.template })
	all := make([]Step, 0, len(template.Entries))
	for _, g := range groups {
		for _, s := range g.steps {
			all = join(all, s)
		}
	}
	return all
}

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
		if base.Kind == yours.Kind && base.Kind == template.Kind && (!base.container() && n == 1 ||
			base.container() && alike(base, yours) >= 0.5 && alike(base, template) >= 0.5) {
			continue
		}
		return nil, false
	}
	steps := make([]Step, n)
	for i := range n {
		steps[i] = m.entry(at.item(fmt.Sprint(y.From+i)), Only(b.In, b.From+i), Only(y.In, y.From+i), Only(t.In, t.From+i))
	}
	return steps, true
}
