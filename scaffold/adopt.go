package scaffold

import (
	"context"
	"fmt"

	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// Adoption is a folder whose adoption waits for conflicts to be settled. It has
// neither record nor state before that.
type Adoption struct {
	Waiting
	s *Service
}

// OpenAdoption opens a folder whose adoption waits.
func OpenAdoption(dir string, opts ...Option) (*Adoption, error) {
	ws, err := workspace.Open(dir, optionsOf(opts).disk...)
	if err != nil {
		return nil, err
	}
	s := &Service{ws: ws, Content: &workspace.Content{Base: tree.Tree{}}}
	if s.Recovered, err = recoverIn(ws); err != nil {
		ws.Close()
		return nil, err
	}
	op, err := s.pendingOf(CommandNew)
	if err != nil {
		ws.Close()
		return nil, err
	}
	return &Adoption{Waiting: waiting(dir, op), s: s}, nil
}

// Close releases the folder.
func (a *Adoption) Close() error { return a.s.Close() }

// Recovered says what opening found of an interrupted command.
func (a *Adoption) Recovered() workspace.Recovery { return a.s.Recovered }

// Continue makes the folder a service, once no marker is left.
func (a *Adoption) Continue(ctx context.Context, resolve []plan.Resolution) (*Outcome, error) {
	there, err := a.s.file(ctx, record.FileName)
	if err != nil {
		return nil, err
	}
	if there != nil {
		return nil, fmt.Errorf("%s is in the way: it came while the adoption waited; move it away", record.FileName)
	}
	return a.s.Continue(ctx, CommandNew, resolve, Judging{})
}

// Abort makes the folder what it was before.
func (a *Adoption) Abort(ctx context.Context, force bool) (*Outcome, error) {
	return a.s.Abort(ctx, CommandNew, force)
}

// adopting returns an error for a folder whose adoption waits.
func adopting(ws *workspace.Workspace) error {
	if ws.HasState() {
		return nil
	}
	op, err := ws.Pending()
	if err != nil || op == nil || op.Command != CommandNew {
		return err
	}
	return &PendingError{waiting(ws.Dir(), op)}
}

// AdoptionStatus is what can be said of a folder whose adoption waits.
func AdoptionStatus(w Waiting) *Status {
	return &Status{Name: w.Name, Dir: w.Dir, Pack: w.Pack, Drift: []Drift{w.drift()}}
}

// besideIsFree is refuseBeside for a folder that is no service yet.
func besideIsFree(ctx context.Context, dir string, made *plan.Plan, opts options) error {
	ws, err := workspace.Open(dir, opts.disk...)
	if err != nil {
		return err
	}
	defer ws.Close()
	return refuseBeside(ctx, ws, made)
}
