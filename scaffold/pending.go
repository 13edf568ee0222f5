package scaffold

import (
	"context"
	"errors"
	"fmt"

	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// ErrNothingPending is returned by Continue and Abort where no conflict is
// open.
var ErrNothingPending = errors.New("nothing waits to be continued or aborted")

// WrongCommandError is returned when a command is asked to continue or abort
// what another one began.
type WrongCommandError struct{ Asked, Pending string }

func (e *WrongCommandError) Error() string {
	return fmt.Sprintf("what waits is a %s, not a %s: use 'kubectl svc %s --continue' or '--abort'", e.Pending, e.Asked, e.Pending)
}

// Place is a line of a file.
type Place struct {
	Path string `json:"path"`
	Line int    `json:"line"`
}

// UnresolvedError lists the conflict markers that are left.
type UnresolvedError struct {
	Command string
	Places  []Place
}

func (e *UnresolvedError) Error() string {
	places := make([]string, len(e.Places))
	for i, p := range e.Places {
		places[i] = fmt.Sprintf("%s:%d", p.Path, p.Line)
	}
	return fmt.Sprintf("conflict markers are left at %s: settle them, or say --resolve yours or --resolve template",
		listed(places))
}

// pendingOf returns the open operation, which must be of the command.
func (s *Service) pendingOf(command string) (*workspace.Operation, error) {
	op, err := s.ws.Pending()
	switch {
	case err != nil:
		return nil, err
	case op == nil:
		return nil, ErrNothingPending
	case op.Command != command:
		return nil, &WrongCommandError{Asked: command, Pending: op.Command}
	}
	return op, nil
}

// conclude replaces the open operation by the one that ends it, and returns
// the stages it went between.
func (s *Service) conclude(ctx context.Context, command string, end func(*workspace.Operation) (*workspace.Operation, error)) (plan.Stages, error) {
	var stages plan.Stages
	err := s.locked(func() error {
		op, err := s.pendingOf(command)
		if err != nil {
			return err
		}
		stages = op.Stage
		ended, err := end(op)
		if err != nil {
			return err
		}
		return s.ws.Apply(ctx, ended)
	})
	return stages, err
}

func (s *Service) file(ctx context.Context, path string) (*tree.File, error) {
	t, err := s.ws.Read(ctx, []string{path})
	if err != nil {
		return nil, err
	}
	if f, ok := t[path]; ok {
		return &f, nil
	}
	return nil, nil
}

func equal(a, b *tree.File) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}
