package plugin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// open opens a service, and tells what it found of an interrupted command.
func (a *app) open(ctx context.Context, dir string) (*scaffold.Service, error) {
	svc, err := scaffold.Open(dir, a.engine...)
	if err != nil {
		return nil, err
	}
	a.recovered(ctx, dir, svc.Recovered)
	return svc, nil
}

// recovered tells of an interrupted command that was finished.
func (a *app) recovered(ctx context.Context, dir string, r workspace.Recovery) {
	a.unmark(ctx, dir, r.Index, r.Undone)
	if r.Command != "" {
		fmt.Fprintf(a.streams.ErrOut, "note: finished an interrupted %s\n", r.Command)
		if len(r.Edited) > 0 {
			fmt.Fprintf(a.streams.ErrOut, "warning: edited before it could be finished, so yours stays: %s\n", strings.Join(r.Edited, ", "))
		}
	}
}

// pendingError gives open conflicts their exit code.
func pendingError(err error) error {
	var left *scaffold.UnresolvedError
	var edited *workspace.EditedError
	if errors.As(err, &left) || errors.As(err, &edited) {
		return &codedError{code: exitConflicts, message: err.Error()}
	}
	return err
}
