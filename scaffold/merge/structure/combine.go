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
		if l.doubtful(b, y, t) {
			return m.dispute(name(yours, i), b, y, t)
		}
		return m.entry(name(yours, i), b, y, t)
	case b.Empty():
		return Step{Outcome: Keep, Yours: y}
	case b.value().Look == y.value().Look && sameComments(b, y):
		return Step{Outcome: Drop, Base: b, Yours: y}
	}
	return m.dispute(name(yours, i), b, y, Run{})
}

// doubtful tells whether an entry that both sides changed is only guessed to be
// the same one: the value of the one might end up under the name of another.
func (l *links) doubtful(b, y, t Run) bool {
	return !b.Empty() && l.guessed[b.From] && b.value().Sum != y.value().Sum && y.value().Sum != t.value().Sum
}

// additions are the steps for what the template has and yours has not, by the
// entry of yours they follow: at 0 before the first, at i+1 behind entry i.
func (m *merger) additions(base, template *Node, l links, name func(in *Node, i int) *place) map[int][]Step {
	added := map[int][]Step{}
	positions := l.positions()
	for t := range template.Entries {
		if l.templateToYours[t] != none {
			continue
		}
		s, ok := m.addition(base, template, l, t, name)
		if ok {
			added[positions[t]] = append(added[positions[t]], s)
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

// positions are where the entries of the template come that yours has not:
// behind the nearest entry before them that yours has, and what yours added
// there; else before the nearest behind them; else at the end.
func (l *links) positions() []int {
	behind := l.behindAdded()
	out := make([]int, len(l.templateToYours))
	next := len(l.yoursToBase)
	for t := len(out) - 1; t >= 0; t-- {
		out[t] = next
		if y := l.templateToYours[t]; y != none {
			next = y
		}
	}
	last := none
	for t := range out {
		if last != none {
			out[t] = behind[last+1]
		}
		if y := l.templateToYours[t]; y != none {
			last = y
		}
	}
	return out
}

// behindAdded says for each entry of yours, and for the end, which entry comes
// once what only yours has there is passed.
func (l *links) behindAdded() []int {
	behind := make([]int, len(l.yoursToBase)+1)
	behind[len(l.yoursToBase)] = len(l.yoursToBase)
	for y := len(l.yoursToBase) - 1; y >= 0; y-- {
		behind[y] = y
		if l.yoursToBase[y] == none && l.yoursToTemplate[y] == none {
			behind[y] = behind[y+1]
		}
	}
	return behind
}

func runOf(in *Node, i int) Run {
	if in == nil || i == none {
		return Run{}
	}
	return Only(in, i)
}
