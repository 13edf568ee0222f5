package gate

// Selected is a gate that counts here.
type Selected struct {
	Gate     Gate
	Severity Severity
}

// Entering are the gates on the way from one stage to a later one: what every
// stage on the way asks of those who enter it.
func (s *Set) Entering(from, to string) []Selected {
	return s.selected(func(g Gate) Severity {
		var strongest Severity
		for _, stage := range s.pack.StageNames()[s.pack.StageIndex(from)+1 : s.pack.StageIndex(to)+1] {
			if w := g.Stages[stage].Enter; w == Required || strongest == "" {
				strongest = w
			}
		}
		return strongest
	})
}

// Holding are the gates that a service at a stage has to go on passing. What a
// stage asks for, later ones do as well, unless they say otherwise.
func (s *Set) Holding(stage string) []Selected {
	return s.selected(func(g Gate) Severity { return s.heldAt(g, stage) })
}

func (s *Set) selected(severity func(Gate) Severity) []Selected {
	var out []Selected
	for _, g := range s.Gates {
		if w := severity(g); w != "" {
			out = append(out, Selected{g, w})
		}
	}
	return out
}
