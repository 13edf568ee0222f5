package structure

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
	l.renamed(base, yours, template, itemsOf(at))
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

// itemsOf is the kinship of the items of a list. Of an item with a name and one
// value half is the same as in any other with that value, so it takes more than
// half to be sure, another identity, or that a pod has but one container.
func itemsOf(at *place) kinship {
	list, _ := at.list()
	return kinship{
		same: func(base, other *Node) bool { return base.Kind == Mapping && other.Kind == Mapping },
		sure: func(base, other *Node, only bool) bool {
			return only && list == "containers" || alike(base, other) > 0.5 || sharesIdentity(at, base, other)
		},
	}
}
