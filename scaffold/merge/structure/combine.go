package structure

// mapping merges by key.
func (m *merger) mapping(step Step, at *place, base, yours, template *Node) Step {
	l := link(keys(base), keys(yours), keys(template))
	name := func(in *Node, i int) *place { return at.field(in.Entries[i].Key) }
	return m.parts(step, at, m.combine(base, yours, template, l, name))
}

// combine merges the entries of three containers that links tell apart. Those
// of yours keep their order; what the template adds comes behind the entry it
// follows in the template.
func (m *merger) combine(base, yours, template *Node, l links, name func(in *Node, i int) *place) []Step {
	added := m.additions(base, template, l, name)
	steps := make([]Step, 0, len(added)*2+1)
	for _, s := range added[0] {
		steps = join(steps, s)
	}
	for i := range yours.Entries {
		steps = join(steps, m.linked(base, yours, template, l, i, name))
		for _, s := range added[i+1] {
			steps = join(steps, s)
		}
	}
	return steps
}

// linked merges entry i of yours.
func (m *merger) linked(base, yours, template *Node, l links, i int, name func(in *Node, i int) *place) Step {
	y := Only(yours, i)
	b, t := runOf(base, l.yoursToBase[i]), runOf(template, l.yoursToTemplate[i])
	switch {
	case !t.Empty():
		if b.Empty() {
			b = runOf(base, l.templateToBase[t.From])
		}
		if !b.Empty() && b.value().Look == t.value().Look && sameComments(b, t) {
			return Step{Outcome: Keep, Base: b, Yours: y, Template: t}
		}
		return m.entry(name(yours, i), b, y, t)
	case b.Empty():
		return Step{Outcome: Keep, Yours: y}
	case b.value().Look == y.value().Look && sameComments(b, y):
		return Step{Outcome: Drop, Base: b, Yours: y}
	}
	return m.dispute(name(yours, i), b, y, Run{})
}

// additions are the steps for what the template has and yours has not, by the
// entry of yours they follow: at 0 before the first, at i+1 behind entry i.
func (m *merger) additions(base, template *Node, l links, name func(in *Node, i int) *place) map[int][]Step {
	added := map[int][]Step{}
	for t := range template.Entries {
		if l.templateToYours[t] != none {
			continue
		}
		s, ok := m.addition(base, template, l, t, name)
		if ok {
			at := l.position(t)
			added[at] = append(added[at], s)
		}
	}
	return added
}

func (m *merger) addition(base, template *Node, l links, i int, name func(in *Node, i int) *place) (Step, bool) {
	b, t := runOf(base, l.templateToBase[i]), Only(template, i)
	switch {
	case b.Empty():
		return Step{Outcome: Add, Template: t}, true
	case b.value().Sum == t.value().Sum:
		return Step{}, false // stays deleted
	}
	return m.dispute(name(template, i), b, Run{}, t), true
}

// position is where entry t of the template comes: behind the nearest entry
// before it that yours has, and what yours added there; else before the nearest
// behind it; else at the end.
func (l *links) position(t int) int {
	for i := t - 1; i >= 0; i-- {
		if y := l.templateToYours[i]; y != none {
			return l.behindAdded(y + 1)
		}
	}
	for i := t + 1; i < len(l.templateToYours); i++ {
		if y := l.templateToYours[i]; y != none {
			return y
		}
	}
	return len(l.yoursToBase)
}

// behindAdded passes what only yours has, from entry y on.
func (l *links) behindAdded(y int) int {
	for y < len(l.yoursToBase) && l.yoursToBase[y] == none && l.yoursToTemplate[y] == none {
		y++
	}
	return y
}

func runOf(in *Node, i int) Run {
	if in == nil || i == none {
		return Run{}
	}
	return Only(in, i)
}
