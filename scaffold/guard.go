package scaffold

import (
	"context"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// guard holds what was settled against the guarantees of the stage, and adds
// the waivers asked for to the record.
func (s *Service) guard(ctx context.Context, op, done *workspace.Operation, judging Judging) error {
	if op.Undoes || op.Command != CommandPromote && len(judging.Waive) == 0 {
		return nil
	}
	p, err := source.OpenPinned(ctx, op.Rendered.Pack.Source, op.Rendered.Pack.Digest, s.Dir())
	if err != nil {
		return err
	}
	gates, err := gate.Load(p)
	if err != nil {
		return err
	}
	want, err := record.Parse(done.Record.After.Content)
	if err != nil {
		return err
	}
	if err := judging.waivers(gates, want); err != nil {
		return err
	}
	content, err := record.Edit(done.Record.After.Content, want)
	if err != nil {
		return err
	}
	done.Record.After.Content = content
	if op.Command != CommandPromote {
		return nil
	}
	files := s.ws.Files()
	before := map[string]*tree.File{}
	for _, c := range op.Changes {
		if _, outside := pack.Below(c.Path); !outside {
			before[c.Path] = c.Before
		}
	}
	report, err := s.judgeMerged(ctx, gates, p, want, done.Changes, tree.Over(files, before), judging)
	if err != nil {
		return err
	}
	if blocking := report.Blocking(); len(blocking) > 0 {
		return &GatesError{Service: s.Name(), From: op.Stage.From, To: op.Stage.To, Blocking: blocking}
	}
	return nil
}
