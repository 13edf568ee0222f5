package scaffold

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// Continue finishes the operation whose conflicts are open, once no marker is
// left. Resolutions settle what is still open; deletions, binaries and files
// edited meanwhile keep yours unless a resolution says otherwise. A promotion
// whose guarantees do not hold on what was settled is refused.
func (s *Service) Continue(ctx context.Context, command string, resolve []plan.Resolution, judging Judging) (*Outcome, error) {
	return s.conclude(ctx, command, func(op *workspace.Operation, out *Outcome) (*workspace.Operation, error) {
		known := func(r plan.Resolution) bool { return slices.ContainsFunc(op.Template.Paths(), r.CoversFile) }
		warnings, err := plan.CheckResolutions(resolve, openConflicts(op), known)
		if err != nil {
			return nil, err
		}
		leftOut, err := s.leftOut(ctx, op)
		if err != nil {
			return nil, err
		}
		out.Warnings = slices.Concat(warnings, leftOut)
		done, err := s.settle(ctx, op, resolve)
		if err != nil {
			return nil, err
		}
		return done, s.guard(ctx, op, done, judging)
	})
}

// settle makes the operation that finishes a pending one.
func (s *Service) settle(ctx context.Context, op *workspace.Operation, resolve []plan.Resolution) (*workspace.Operation, error) {
	done := *op
	done.Changes, done.Conflicts = nil, nil
	if err := s.refuseReverted(ctx, op); err != nil {
		return nil, err
	}
	left := &UnresolvedError{Command: op.Command}
	for _, c := range op.Conflicts {
		now, err := s.file(ctx, c.Path)
		if err != nil {
			return nil, err
		}
		decide := plan.Decide(resolve, c.Path)
		switch c.Kind {
		case workspace.ConflictText:
			change, places := settleText(op, c, now, decide)
			left.Places = append(left.Places, places...)
			left.Broken = append(left.Broken, broken(op, c.Path, now, change)...)
			done.Changes = append(done.Changes, change...)
		default:
			changes, err := s.settleWhole(ctx, op, c, now, decide)
			if err != nil {
				return nil, err
			}
			done.Changes = append(done.Changes, changes...)
			if op.Undoes && now != nil && len(changes) == 0 {
				left.Places = append(left.Places, markersLeft(now.Content, c.Path, undoneTo(op, c.Path))...)
			}
		}
	}
	if len(left.Places)+len(left.Broken) > 0 {
		return nil, left
	}
	if op.Record.Before == nil {
		return &done, nil // an adoption: there is no record yet
	}
	// The record may have been edited while the conflicts were open.
	content, err := record.Rebase(s.RecordFile.Content, op.Record.Before.Content, op.Record.After.Content)
	if err != nil {
		return nil, err
	}
	done.Record.Before = &s.RecordFile
	done.Record.After = &tree.File{Content: content, Executable: s.RecordFile.Executable}
	return &done, nil
}

// undoneTo is what an interrupted --abort would have made of a file: a line in
// it that looks like a marker is the user's own.
func undoneTo(op *workspace.Operation, path string) []byte {
	for _, c := range op.Changes {
		if c.Path == path && c.After != nil {
			return c.After.Content
		}
	}
	return nil
}

// refuseReverted refuses to finish an operation whose files were put back since,
// as by git reset: what it changed would count as there, and never come.
func (s *Service) refuseReverted(ctx context.Context, op *workspace.Operation) error {
	if op.Undoes {
		return nil // to put them back is what it is for
	}
	open := conflictPaths(op)
	var reverted []string
	for _, c := range op.Changes {
		beside := strings.HasSuffix(c.Path, plan.BesideSuffix) && c.Before == nil
		if beside || slices.Contains(open, c.Path) || equal(c.Before, c.After) {
			continue
		}
		now, err := s.file(ctx, c.Path)
		if err != nil {
			return err
		}
		if equal(now, c.Before) {
			reverted = append(reverted, c.Path)
		}
	}
	if len(reverted) == 0 {
		return nil
	}
	return fmt.Errorf("%s as before the %s, whose changes are gone: take the rest back with --abort, and run the %s again",
		listed(reverted), op.Command, op.Command)
}

// leftOut warns of files with conflicts that were put back since, as by git
// checkout: that is one way to settle them, but what else the template changed
// there is gone with them, and never comes.
func (s *Service) leftOut(ctx context.Context, op *workspace.Operation) ([]string, error) {
	var warnings []string
	for _, c := range op.Conflicts {
		if c.Kind != workspace.ConflictText || op.Undoes {
			continue
		}
		i := slices.IndexFunc(op.Changes, func(change workspace.Change) bool { return change.Path == c.Path })
		if i < 0 || op.Changes[i].Before == nil || !changedMore(op, c, op.Changes[i]) {
			continue
		}
		now, err := s.file(ctx, c.Path)
		if err != nil {
			return nil, err
		}
		if equal(now, op.Changes[i].Before) {
			warnings = append(warnings, fmt.Sprintf("%s is as before the %s: what the template changed in it without a conflict is not there", c.Path, op.Command))
		}
	}
	return warnings, nil
}

// changedMore tells whether an operation changed more of a file than the conflicts
// that it marked there.
func changedMore(op *workspace.Operation, c workspace.OpenConflict, change workspace.Change) bool {
	marked := change.After.Content
	yours := text.Settle(marked, named(marksOf(op, c), marked, func(merge.Conflict) merge.Choice { return merge.TakeYours }))
	return !bytes.Equal(bytes.TrimRight(yours, "\r\n"), bytes.TrimRight(change.Before.Content, "\r\n"))
}
