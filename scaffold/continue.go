package scaffold

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// Continue finishes the operation whose conflicts are open, once no marker is
// left. Resolutions settle what is still open; deletions, binaries and files
// edited meanwhile keep yours unless a resolution says otherwise. A promotion
// whose guarantees do not hold on what was settled is refused.
func (s *Service) Continue(ctx context.Context, command string, resolve []plan.Resolution, judging Judging) (plan.Stages, error) {
	return s.conclude(ctx, command, func(op *workspace.Operation) (*workspace.Operation, error) {
		done, err := s.settle(ctx, op, resolve)
		if err != nil {
			return nil, err
		}
		return done, s.guard(ctx, op, done, judging)
	})
}

// guard holds what was settled against the guarantees of the stage, and adds
// the waivers asked for to the record.
func (s *Service) guard(ctx context.Context, op, done *workspace.Operation, judging Judging) error {
	p, err := source.Open(ctx, op.Rendered.Pack.Source, s.Dir())
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
		before[c.Path] = c.Before
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

// refuseReverted refuses to finish an operation whose files were put back since,
// as by git reset: what it changed would count as there, and never come.
func (s *Service) refuseReverted(ctx context.Context, op *workspace.Operation) error {
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
