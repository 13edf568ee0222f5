package scaffold

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// edits are the paths of a base that the user has edited, and those they have
// deleted; odd tells of paths where no file stands, such as a folder or a
// symlink.
func edits(ctx context.Context, ws *workspace.Workspace, base tree.Tree) (edited, deleted, odd []string, err error) {
	err = ws.Look(ctx, base.Paths(), func(path string, yours *tree.File, err error) {
		rendered := base[path]
		switch {
		case err != nil:
			odd = append(odd, err.Error())
		case yours == nil:
			deleted = append(deleted, path)
		case plan.Edited(yours, &rendered):
			edited = append(edited, path)
		}
	})
	if err != nil {
		return nil, nil, nil, err
	}
	return edited, deleted, odd, nil
}

// Edit is a generated file as the tool last rendered it, and as it is now.
type Edit struct {
	Path  string
	Base  tree.File
	Yours *tree.File // nil: deleted
}

// Edits are the generated files that the user has edited or deleted, in the order
// of their paths. Files that are the user's for good are not among them: nobody
// compares them with anything.
func (s *Service) Edits(ctx context.Context) ([]Edit, error) {
	policies := s.policyOf()
	var out []Edit
	err := s.ws.Look(ctx, s.Base.Paths(), func(path string, yours *tree.File, err error) {
		base := s.Base[path]
		if err != nil || policies[path] == pack.PolicyOnce || !plan.Edited(yours, &base) {
			return // what stands where a file should is for status to tell
		}
		if yours != nil && !bytes.Contains(base.Content, []byte("\r\n")) && !tree.IsBinary(yours.Content) {
			yours.Content = bytes.ReplaceAll(yours.Content, []byte("\r\n"), []byte("\n"))
		}
		out = append(out, Edit{Path: path, Base: base, Yours: yours})
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b Edit) int { return strings.Compare(a.Path, b.Path) })
	return out, nil
}

// Difference is the edit as data.
func (e Edit) Difference() FileDifference {
	var yours tree.File
	if e.Yours != nil {
		yours = *e.Yours
	}
	return differ(e.Path, "", true, e.Yours != nil, e.Base, yours)
}
