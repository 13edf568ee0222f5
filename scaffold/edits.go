package scaffold

import (
	"context"

	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// edits are the paths of a base that the user has edited, and those they have
// deleted; odd tells of paths where no file stands, such as a folder or a
// symlink.
func edits(ctx context.Context, ws *workspace.Workspace, base tree.Tree) (edited, deleted, odd []string, err error) {
	known, yours := tree.Tree{}, tree.Tree{}
	err = ws.Look(ctx, base.Paths(), func(path string, f *tree.File, err error) {
		if err != nil {
			odd = append(odd, err.Error())
			return
		}
		if f != nil {
			yours[path] = *f
		}
		known[path] = base[path]
	})
	if err != nil {
		return nil, nil, nil, err
	}
	edited, deleted = plan.Edits(known, yours)
	return edited, deleted, odd, nil
}
