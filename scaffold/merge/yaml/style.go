package yaml

import "github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"

// style is how a text indents; -1 where it does not show.
type style struct {
	step int // of a mapping below its key
	list int // of a list below its key; 0 where the dashes are flush with it
}

// widest is the deepest step that is looked for.
const widest = 16

// styled finds out how most of the text is indented.
func (s *source) styled() style {
	if s.style == nil {
		var steps, lists [widest + 1]int
		tally(s.stream, &steps, &lists)
		s.style = &style{most(steps), most(lists)}
	}
	return *s.style
}

func tally(n *structure.Node, steps, lists *[widest + 1]int) {
	for i := range n.Entries {
		v := n.Entries[i].Value
		if len(v.Entries) == 0 || v.Layout.Flow {
			continue
		}
		if by := v.Layout.Column - n.Layout.Column; n.Kind == structure.Mapping && by >= 0 && by <= widest {
			if v.Kind == structure.List {
				lists[by]++
			} else {
				steps[by]++
			}
		}
		tally(v, steps, lists)
	}
}

func most(counts [widest + 1]int) int {
	best := -1
	for by, n := range counts {
		if n > 0 && (best < 0 || n > counts[best]) {
			best = by
		}
	}
	return best
}

// below is the column of a container that was indented by some columns in its
// own text, in a text of this style.
func (s style) below(list bool, column, by int) int {
	switch {
	case list && s.list >= 0:
		return column + s.list
	case (!list || by > 0) && s.step >= 0:
		return column + s.step
	}
	return column + by
}
