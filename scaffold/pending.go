package scaffold

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
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

// PendingStages are the stages of the operation whose conflicts are open.
func (s *Service) PendingStages() (plan.Stages, error) {
	op, err := s.ws.Pending()
	if err != nil {
		return plan.Stages{}, err
	}
	if op == nil {
		return plan.Stages{}, ErrNothingPending
	}
	return op.Stage, nil
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

// Continue finishes the operation whose conflicts are open, once no marker is
// left. Resolutions settle what is still open; deletions, binaries and files
// edited meanwhile keep yours unless a resolution says otherwise.
func (s *Service) Continue(ctx context.Context, command string, resolve []plan.Resolution) (plan.Stages, error) {
	var stages plan.Stages
	err := s.locked(func() error {
		op, err := s.pendingOf(command)
		if err != nil {
			return err
		}
		stages = op.Stage
		done, err := s.settle(ctx, op, resolve)
		if err != nil {
			return err
		}
		return s.ws.Apply(ctx, done)
	})
	return stages, err
}

// settle makes the operation that finishes a pending one.
func (s *Service) settle(ctx context.Context, op *workspace.Operation, resolve []plan.Resolution) (*workspace.Operation, error) {
	done := *op
	done.Changes, done.Conflicts = nil, nil
	left := &UnresolvedError{Command: op.Command}
	for _, c := range op.Conflicts {
		now, err := s.file(ctx, c.Path)
		if err != nil {
			return nil, err
		}
		decide := plan.Decide(resolve, c.Path)
		switch c.Kind {
		case workspace.ConflictText:
			change, places := settleText(op, c.Path, now, decide)
			left.Places = append(left.Places, places...)
			done.Changes = append(done.Changes, change...)
		default:
			changes, err := s.settleWhole(ctx, op, c, now, decide)
			if err != nil {
				return nil, err
			}
			done.Changes = append(done.Changes, changes...)
		}
	}
	if len(left.Places) > 0 {
		return nil, left
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

// settleText looks for markers, and settles what a resolution covers.
func settleText(op *workspace.Operation, path string, now *tree.File, decide merge.Decide) ([]workspace.Change, []Place) {
	if now == nil { // deleting the file settles it, too
		return nil, nil
	}
	content := text.Settle(now.Content, decide)
	if !bytes.Equal(content, now.Content) && unended(op, path) {
		content = bytes.TrimSuffix(bytes.TrimSuffix(content, []byte("\n")), []byte("\r"))
	}
	var places []Place
	for _, line := range text.Unresolved(content, originals(op, path)...) {
		places = append(places, Place{Path: path, Line: line})
	}
	if bytes.Equal(content, now.Content) {
		return nil, places
	}
	after := &tree.File{Content: content, Executable: now.Executable}
	return []workspace.Change{{Path: path, Before: now, After: after}}, places
}

// unended tells whether yours had no final newline, which a marker behind it
// needs but a settled text does not.
func unended(op *workspace.Operation, path string) bool {
	for _, c := range op.Changes {
		if c.Path == path && c.Before != nil {
			n := len(c.Before.Content)
			return n > 0 && c.Before.Content[n-1] != '\n'
		}
	}
	return false
}

// originals are the versions a conflicted file was merged from: a line in them
// that looks like a marker is the user's own.
func originals(op *workspace.Operation, path string) [][]byte {
	var out [][]byte
	for _, c := range op.Changes {
		if c.Before != nil && (c.Path == path || c.After == nil) {
			out = append(out, c.Before.Content)
		}
	}
	if t, ok := op.Template[path]; ok {
		out = append(out, t.Content)
	}
	return out
}

// settleWhole settles a conflict over a whole file, and clears away the
// template's version that lies beside it.
func (s *Service) settleWhole(ctx context.Context, op *workspace.Operation, c workspace.OpenConflict, now *tree.File, decide merge.Decide) ([]workspace.Change, error) {
	var changes []workspace.Change
	if decide(merge.Conflict{Field: "file"}) == merge.TakeTemplate {
		after, has := op.Template[c.Path]
		change := workspace.Change{Path: c.Path, Before: now}
		if has {
			change.After = &after
		}
		changes = append(changes, change)
	}
	if c.Kind != workspace.ConflictBinary {
		return changes, nil
	}
	beside, err := s.file(ctx, c.Path+plan.BesideSuffix)
	if err != nil {
		return nil, err
	}
	if t, ok := op.Template[c.Path]; ok && beside != nil && bytes.Equal(beside.Content, t.Content) {
		changes = append(changes, workspace.Change{Path: c.Path + plan.BesideSuffix, Before: beside})
	}
	return changes, nil
}

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
func (s *Service) Abort(ctx context.Context, command string, force bool) (plan.Stages, error) {
	var stages plan.Stages
	err := s.locked(func() error {
		op, err := s.pendingOf(command)
		if err != nil {
			return err
		}
		stages = op.Stage
		undo, err := s.undo(ctx, op, force)
		if err != nil {
			return err
		}
		return s.ws.Apply(ctx, undo)
	})
	return stages, err
}

// undo makes the operation that takes back a pending one.
func (s *Service) undo(ctx context.Context, op *workspace.Operation, force bool) (*workspace.Operation, error) {
	undo := &workspace.Operation{
		Command:  op.Command + " --abort",
		Stage:    plan.Stages{From: op.Stage.From, To: op.Stage.From},
		Record:   workspace.Change{Path: op.Record.Path, Before: &s.RecordFile, After: &s.RecordFile},
		Rendered: s.State.Rendered, Template: s.Base, Policies: s.policyOf(),
	}
	var edited []string
	for _, c := range op.Changes {
		now, err := s.file(ctx, c.Path)
		if err != nil {
			return nil, err
		}
		switch {
		case equal(now, c.Before):
			continue
		case !equal(now, c.After):
			edited = append(edited, c.Path)
		}
		undo.Changes = append(undo.Changes, workspace.Change{Path: c.Path, Before: now, After: c.Before})
	}
	if len(edited) > 0 && !force {
		return nil, &EditedError{Command: op.Command, Paths: edited}
	}
	return undo, nil
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
