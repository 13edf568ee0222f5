package scaffold

import (
	"context"
	"fmt"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// EditedError lists the files that were edited since an operation wrote them.
type EditedError struct {
	Command string
	Paths   []string
}

func (e *EditedError) Error() string {
	return fmt.Sprintf("%s edited since: --abort would discard these edits; save them, or add --force", strings.Join(e.Paths, ", "))
}

// Abort undoes the operation whose conflicts are open: every file is again as
// it was. Files edited since are refused unless forced.
func (s *Service) Abort(ctx context.Context, command string, force bool) (*Outcome, error) {
	return s.conclude(ctx, command, func(op *workspace.Operation, out *Outcome) (*workspace.Operation, error) {
		out.Undone = true
		return s.undo(ctx, op, force)
	})
}

// undo makes the operation that takes back a pending one.
func (s *Service) undo(ctx context.Context, op *workspace.Operation, force bool) (*workspace.Operation, error) {
	undo := &workspace.Operation{
		Command: op.Command, Undoes: true, Index: op.Index,
		Stage: plan.Stages{From: op.Stage.From, To: op.Stage.From},
	}
	if op.Record.Before == nil { // there was no service before
		undo.Own, undo.Record.Path, undo.Rendered = workspace.OwnForget, op.Record.Path, op.Rendered
	} else {
		undo.Record = workspace.Change{Path: op.Record.Path, Before: &s.RecordFile, After: &s.RecordFile}
		undo.Rendered, undo.Template, undo.Policies = s.State.Rendered, s.Base, s.policyOf()
		undo.Unproven = s.State.Unproven
	}
	var edited []string
	for _, c := range op.Changes {
		now, err := s.file(ctx, c.Path)
		if err != nil {
			return nil, err
		}
		before, after := c.Before, c.After
		if op.Undoes { // an --abort that was interrupted
			before, after = after, before
		}
		switch {
		case equal(now, before):
			continue
		case !equal(now, after):
			edited = append(edited, c.Path)
		}
		undo.Changes = append(undo.Changes, workspace.Change{Path: c.Path, Before: now, After: before})
	}
	if len(edited) > 0 && !force {
		return nil, &EditedError{Command: op.Command, Paths: edited}
	}
	return undo, nil
}
