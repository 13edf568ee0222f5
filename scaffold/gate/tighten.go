package gate

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// Origin is the pack that a gate comes from.
func (s *Set) Origin(id string) *pack.Pack { return s.from[id] }

// tighten makes a gate of a pack that is extended count more. It can do nothing
// else to it: an organisation's pack holds what it extends to be true.
func (s *Set) tighten(g Gate) error {
	i := slices.IndexFunc(s.Gates, func(old Gate) bool { return old.ID == g.ID })
	of := s.from[g.ID]
	if rest := (Gate{ID: g.ID, Stages: g.Stages}); !reflect.DeepEqual(rest, g) {
		return &fieldError{g.ID, "id", fmt.Errorf("it is a gate of %s: here only its stages can be made stricter; give a gate of your own another id", of)}
	}
	if err := s.checkStages(g); err != nil {
		return err
	}
	stages := maps.Clone(s.Gates[i].Stages)
	for _, stage := range slices.Sorted(maps.Keys(g.Stages)) {
		was, is := stages[stage], g.Stages[stage]
		held := s.heldAt(s.Gates[i], stage)
		if weaker(was.Enter, is.Enter) || is.Hold != "" && weaker(held, is.Hold) {
			return &fieldError{g.ID, "stages", fmt.Errorf("%s: it would count less than in %s", stage, of)}
		}
		if is.Enter != "" {
			was.Enter = is.Enter
		}
		if is.Hold != "" {
			was.Hold = is.Hold
		}
		stages[stage] = was
	}
	s.Gates[i].Stages = stages
	return nil
}

// heldAt is how much a gate counts for holding a stage.
func (s *Set) heldAt(g Gate, stage string) Severity {
	var severity Severity
	for _, name := range s.pack.StageNames()[:s.pack.StageIndex(stage)+1] {
		if w := g.Stages[name].Hold; w != "" {
			severity = w
		}
	}
	return severity
}

// weaker tells whether a severity that is given counts less than the old one.
func weaker(old, given Severity) bool { return old == Required && given == Advisory }

// checkStages refuses stages there are not, and severities.
func (s *Set) checkStages(g Gate) error {
	for _, stage := range slices.Sorted(maps.Keys(g.Stages)) {
		w := g.Stages[stage]
		if err := s.pack.CheckStage(stage); err != nil {
			return &fieldError{g.ID, "stages", err}
		}
		for _, severity := range []Severity{w.Enter, w.Hold} {
			if severity != "" && severity != Required && severity != Advisory {
				return &fieldError{g.ID, "stages", fmt.Errorf("%s: %q is neither required nor advisory", stage, severity)}
			}
		}
	}
	return nil
}
