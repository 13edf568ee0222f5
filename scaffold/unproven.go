package scaffold

import (
	"context"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// unproven are the gates that stay to be proven after a change: those that were
// skipped before and those skipped now, less what passed now in the environment
// that was looked at and what the stage does not ask for.
func (s *Service) unproven(gates *gate.Set, stage string, entry *gate.Report, env string) ([]string, error) {
	ids := slices.Clone(s.State.Unproven)
	if entry != nil {
		proves, err := s.proves(env)
		if err != nil {
			return nil, err
		}
		ids = append(without(ids, entry, proves), entry.Skipped()...)
	}
	asked := gates.Holding(stage)
	ids = slices.DeleteFunc(ids, func(id string) bool {
		held := slices.ContainsFunc(asked, func(g gate.Selected) bool { return g.Gate.ID == id })
		return !held && (entry == nil || !slices.Contains(entry.Skipped(), id))
	})
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// without leaves out the gates that a report excepts, or has evidence for, if
// that proves anything. All of them are on what runs.
func without(ids []string, report *gate.Report, proves bool) []string {
	return slices.DeleteFunc(ids, func(id string) bool {
		return slices.ContainsFunc(report.Gates, func(g gate.Judged) bool {
			return g.ID == id && (g.Verdict == gate.Pass && proves || g.Verdict == gate.Waived)
		})
	})
}

// Prove notes in the state that gates, passed without being looked at before,
// have passed with evidence now, in an environment; empty: the foremost, which
// alone counts. It writes only if that changes anything.
func (s *Service) Prove(ctx context.Context, report *gate.Report, env string) error {
	proves, err := s.proves(env)
	if err != nil {
		return err
	}
	left := without(slices.Clone(s.State.Unproven), report, proves)
	if waits, err := s.ws.Pending(); err != nil || waits != nil || len(left) == len(s.State.Unproven) {
		return err // what waits keeps the state as it is
	}
	return s.locked(func() error {
		return s.ws.Apply(ctx, &workspace.Operation{
			Command: "check", Stage: plan.Stages{From: s.State.Rendered.Stage, To: s.State.Rendered.Stage},
			Record:   workspace.Change{Path: record.FileName, Before: &s.RecordFile, After: &s.RecordFile},
			Rendered: s.State.Rendered, Template: s.Base, Policies: s.policyOf(), Unproven: left,
		})
	})
}
