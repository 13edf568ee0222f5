package structure

import "github.com/kubectl-svc/kubectl-svc/scaffold/merge"

// Side is one of the three versions.
type Side uint8

// The sides.
const (
	Base Side = iota
	Yours
	Template
)

// Options of a merge.
type Options struct {
	// Show returns the text of some entries of a side as a conflict shows it.
	Show func(Side, Run) string
	// Blend tells whether a text of several lines in yours, given as a scalar,
	// can be written with other lines. A nil Blend allows none.
	Blend func(*Node) bool
}

// Merge brings the changes from base to template into yours. The roots are
// streams, or single values for a format without documents; base may be nil.
func Merge(base, yours, template *Node, o Options) *Merged {
	m := &merger{show: o.Show, blendable: o.Blend}
	root := func(n *Node) Run {
		if n == nil {
			return Run{}
		}
		return Only(&Node{Kind: List, Entries: []Entry{{Value: n, From: n.From, To: n.To}}}, 0)
	}
	step := m.entry(&place{}, root(base), root(yours), root(template))
	return &Merged{Root: step, Notes: m.notes}
}

type merger struct {
	show      func(Side, Run) string
	blendable func(*Node) bool
	notes     []string
}

// entry merges one entry that yours and template both have, and base may have.
func (m *merger) entry(at *place, b, y, t Run) Step {
	base, yours, template := b.value(), y.value(), t.value()
	keep := Step{Outcome: Keep, Base: b, Yours: y, Template: t}
	if base != nil && base.Look == template.Look && sameComments(b, t) {
		return keep
	}
	step := m.value(at, b, y, t)
	if step.Outcome == Dispute {
		return step
	}
	var be Entry
	if base != nil {
		be = *b.Entry()
	}
	ye, te := y.Entry(), t.Entry()
	step.Lead = m.comment(at, be.Lead, ye.Lead, te.Lead)
	step.Tail = m.comment(at, be.Tail, ye.Tail, te.Tail)
	if step.Outcome == Take && (commented(be.Lead, ye.Lead) || commented(be.Tail, ye.Tail)) {
		m.notes = append(m.notes, at.String()+": the template changed the value that your comment stands beside")
	}
	if yours.container() && template.container() && step.Outcome != Take {
		var foot Comment
		if base != nil {
			foot = base.Foot
		}
		step.Foot = m.comment(at, foot, yours.Foot, template.Foot)
	}
	return step
}

func sameComments(a, b Run) bool {
	x, y := a.Entry(), b.Entry()
	return x.Lead.Sum == y.Lead.Sum && x.Tail.Sum == y.Tail.Sum
}

// commented tells whether yours has a comment that base has not.
func commented(b, y Comment) bool { return y.Sum != 0 && y.Sum != b.Sum }

// comment tells whether the template's comment is taken: where only the
// template changed it. Where both did, yours stays, and the user is told.
func (m *merger) comment(at *place, b, y, t Comment) bool {
	switch {
	case t.Sum == b.Sum, t.Sum == y.Sum:
		return false
	case y.Sum == b.Sum:
		return true
	}
	m.notes = append(m.notes, at.String()+": both changed the comment; yours is kept")
	return false
}

// value merges the values of one entry.
func (m *merger) value(at *place, b, y, t Run) Step {
	base, yours, template := b.value(), y.value(), t.value()
	step := Step{Outcome: Keep, Base: b, Yours: y, Template: t}
	if base != nil && base.Kind != yours.Kind && yours.container() && yours.Kind == template.Kind && !isNull(base) {
		return m.changed(step, at)
	}
	if yours.Kind != template.Kind || yours.Tag != template.Tag || !yours.container() || at.whole() {
		return m.changed(step, at)
	}
	if base != nil && base.Kind != yours.Kind {
		base, b = nil, Run{}
	}
	switch yours.Kind {
	case Mapping:
		return m.mapping(step, at, base, yours, template)
	case Stream:
		return m.stream(step, base, yours, template)
	default:
		return m.list(step, at, base, yours, template)
	}
}

func isNull(n *Node) bool { return n.Kind == Scalar && n.Plain && n.Text == "null" }

// changed decides about values that are not merged from parts.
func (m *merger) changed(step Step, at *place) Step {
	base, yours, template := step.Base.value(), step.Yours.value(), step.Template.value()
	switch {
	case yours.Sum == template.Sum, base != nil && base.Sum == template.Sum:
		return step
	case base != nil && base.Sum == yours.Sum && (base.Look == yours.Look || !yours.container()):
		step.Outcome = Take
		return step
	}
	if blended, ok := m.blend(step); ok {
		return blended
	}
	return m.dispute(at, step.Base, step.Yours, step.Template)
}

// dispute is a conflict about some entries.
func (m *merger) dispute(at *place, b, y, t Run) Step {
	c := merge.Conflict{Field: at.String(), Both: y.In != nil && y.In.Kind == List && b.Empty() && !y.Empty() && !t.Empty()}
	if m.show != nil {
		c.Base, c.Yours, c.Template = m.show(Base, b), m.show(Yours, y), m.show(Template, t)
	}
	return Step{Outcome: Dispute, Base: b, Yours: y, Template: t, Conflict: c}
}

// parts completes the step of a container from those of its entries. Where a
// way of settling the conflicts in it would leave it empty, the container is
// one conflict: how an empty one is written is not for its entries to say.
func (m *merger) parts(step Step, at *place, steps []Step) Step {
	disputes, inYours, inTemplate := 0, 0, 0
	for i := range steps {
		switch steps[i].Outcome {
		case Drop:
		case Dispute:
			disputes++
			inYours += steps[i].Yours.To - steps[i].Yours.From
			inTemplate += steps[i].Template.To - steps[i].Template.From
		default:
			inYours, inTemplate = inYours+1, inTemplate+1
		}
	}
	if disputes > 0 && (inYours == 0 || inTemplate == 0) {
		return m.dispute(at, step.Base, step.Yours, step.Template)
	}
	return edited(step, steps)
}

// edited completes the step of a container that is no conflict.
func edited(step Step, steps []Step) Step {
	for i := range steps {
		if !steps[i].whole() {
			step.Outcome, step.Steps = Edit, steps
			return step
		}
	}
	return step
}

// join adds a step, and joins runs of neighbours that stay as they are.
func join(steps []Step, s Step) []Step {
	if n := len(steps) - 1; n >= 0 && s.whole() && steps[n].whole() && steps[n].Yours.To == s.Yours.From {
		last := &steps[n]
		last.Yours.To = s.Yours.To
		last.Base, last.Template = Run{}, Run{}
		return steps
	}
	return append(steps, s)
}
