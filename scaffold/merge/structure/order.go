package structure

import "slices"

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
