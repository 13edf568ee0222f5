package scaffold

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// Verdicts are what gates said of a change.
type Verdicts struct {
	// Entry is judged on the repository as it is, Guarantees on what it would
	// be. Guarantees are nil while conflicts keep that from being known.
	Entry, Guarantees *gate.Report
}

// Blocking are the gates that keep the change from being written, each once.
func (v Verdicts) Blocking() []gate.Judged {
	return v.each(gate.Judged.Blocks)
}

// Told are the gates worth a word: all that do not simply pass.
func (v Verdicts) Told() []gate.Judged {
	return v.each(func(g gate.Judged) bool { return g.Verdict != gate.Pass })
}

// each are the gates that a condition holds for. One that is asked both on
// entry and as a guarantee counts once.
func (v Verdicts) each(holds func(gate.Judged) bool) []gate.Judged {
	found := []gate.Judged{}
	for _, r := range []*gate.Report{v.Entry, v.Guarantees} {
		if r == nil {
			continue
		}
		for _, g := range r.Gates {
			if holds(g) && !slices.ContainsFunc(found, func(f gate.Judged) bool { return f.ID == g.ID }) {
				found = append(found, g)
			}
		}
	}
	return found
}

// GatesError is returned where required gates keep a service from a stage.
type GatesError struct {
	Service, From, To string
	Blocking          []gate.Judged
}

func (e *GatesError) Error() string {
	ids := make([]string, len(e.Blocking))
	for i, g := range e.Blocking {
		ids[i] = g.ID
	}
	if e.From == e.To {
		return fmt.Sprintf("%s does not hold %s: %s; nothing was written", e.Service, e.To, strings.Join(ids, ", "))
	}
	return fmt.Sprintf("%s stays at %s: %s of %s not met; nothing was written", e.Service, e.From, strings.Join(ids, ", "), e.To)
}

// judge asks the entry gates of the repository as it is, and the guarantees of
// the stage of what the repository would be.
func (s *Service) judge(ctx context.Context, gates *gate.Set, p *Proposal, want *record.Record, req Request) (v Verdicts, err error) {
	from, to := p.Plan.Stage.From, p.Plan.Stage.To
	if p.gated {
		subject, err := req.Judging.subject(p.Pack, want, s.running(s.merged(nil), req.Judging))
		if err != nil {
			return v, err
		}
		if v.Entry, err = gates.Judge(ctx, subject, to, gates.Entering(from, to)); err != nil {
			return v, err
		}
	}
	if len(p.op.Conflicts) > 0 {
		return v, nil // judged when they are settled
	}
	v.Guarantees, err = s.judgeMerged(ctx, gates, p.Pack, want, p.op.Changes, s.ws.Files(), req.Judging)
	return v, err
}

// judgeMerged judges the guarantees of a stage on what changes lead to.
func (s *Service) judgeMerged(ctx context.Context, gates *gate.Set, p *pack.Pack, want *record.Record, changes []workspace.Change, before fs.FS, j Judging) (*gate.Report, error) {
	source := s.merged(changes)
	source.Before = before
	subject, err := j.subject(p, want, source)
	if err != nil {
		return nil, err
	}
	return gates.Judge(ctx, subject, want.Spec.Stage, guarantees(gates, want.Spec.Stage))
}

// guarantees are the gates that what is written must hold: those on the
// repository and its manifests. What runs is judged once it runs.
func guarantees(gates *gate.Set, stage string) []gate.Selected {
	return slices.DeleteFunc(gates.Holding(stage), func(s gate.Selected) bool {
		return slices.Contains(s.Gate.Needs, facts.NeedLive) || slices.Contains(s.Gate.Needs, facts.NeedPrometheus)
	})
}

// merged is what facts look at: the service's folder as changes would leave it,
// and the repository around it, where there is one.
func (s *Service) merged(changes []workspace.Change) facts.Source {
	own, around := map[string]*tree.File{}, map[string]*tree.File{}
	for _, c := range changes {
		if below, outside := pack.Below(c.Path); outside {
			around[below] = c.After
		} else {
			own[c.Path] = c.After
		}
	}
	source := facts.Source{Files: tree.Over(s.ws.Files(), own)}
	if files, path := s.ws.RepositoryFiles(); files != nil {
		source.Repository, source.Path = tree.Over(files, around), path
	}
	return source
}
