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
