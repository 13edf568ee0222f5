package scaffold

import (
	"bytes"
	"context"
	"fmt"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/format"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// settleText looks for markers, and settles what a resolution covers.
func settleText(op *workspace.Operation, c workspace.OpenConflict, now *tree.File, decide merge.Decide) ([]workspace.Change, []Place) {
	if now == nil { // deleting the file settles it, too
		return nil, nil
	}
	path := c.Path
	content := text.Settle(now.Content, named(marksOf(op, c), now.Content, decide))
	if !bytes.Equal(content, now.Content) && unended(op, path) {
		content = bytes.TrimSuffix(bytes.TrimSuffix(content, []byte("\n")), []byte("\r"))
	}
	places := markersLeft(content, path, originals(op, path)...)
	if bytes.Equal(content, now.Content) {
		return nil, places
	}
	after := &tree.File{Content: content, Executable: now.Executable}
	return []workspace.Change{{Path: path, Before: now, After: after}}, places
}

// checker is a merger that knows whether a text is one of its format.
type checker interface{ Check(content []byte) error }

// broken says why a settled file cannot be read, where what it was merged from
// could be: as when the markers were deleted, and both sides left.
func broken(op *workspace.Operation, path string, now *tree.File, settled []workspace.Change) []string {
	for _, c := range settled {
		now = c.After
	}
	reader, ok := format.For(path).(checker)
	if now == nil || !ok {
		return nil
	}
	for _, c := range op.Changes {
		if c.Path == path && c.Before != nil && reader.Check(c.Before.Content) != nil {
			return nil
		}
	}
	if t, ok := op.Template[path]; ok && reader.Check(t.Content) != nil {
		return nil
	}
	if err := reader.Check(now.Content); err != nil {
		return []string{fmt.Sprintf("%s: %v", path, err)}
	}
	return nil
}

// markersLeft are the lines of a file that look like markers and were in none
// of its earlier versions.
func markersLeft(content []byte, path string, before ...[]byte) []Place {
	var places []Place
	for _, line := range text.Unresolved(content, before...) {
		places = append(places, Place{Path: path, Line: line})
	}
	return places
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
	if decide(merge.Conflict{Field: wholeFile}) == merge.TakeTemplate {
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
