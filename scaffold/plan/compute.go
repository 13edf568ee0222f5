package plan

import (
	"fmt"
	"maps"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Compute makes the plan. It fails only where a --restore names nothing.
func Compute(in Input) (*Plan, error) {
	p := &Plan{Stage: in.Stage, Actions: []Action{}, Warnings: []string{}}
	renamed := in.renamed()
	paths := map[string]bool{}
	for path := range in.Base {
		paths[path] = true
	}
	for path := range in.Template {
		paths[path] = true
	}
	for from := range renamed {
		delete(paths, from)
	}
	origin := map[string]string{}
	for from, to := range renamed {
		origin[to] = from
	}
	restored := make([]bool, len(in.Restore))
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		f := in.file(path, origin[path])
		f.mark(restored)
		if a, ok := f.action(); ok {
			a.Path, a.Why = path, f.rule.Why
			p.Actions = append(p.Actions, a)
		}
	}
	for i, used := range restored {
		if !used {
			return nil, fmt.Errorf("--restore %s: no file of the template by that name was deleted", in.Restore[i])
		}
	}
	p.Runtime = runtimeChanges(p.Actions)
	return p, nil
}

// Edits are the paths of base that the user has edited, and those they have
// deleted.
func Edits(base, yours tree.Tree) (edited, deleted []string) {
	for _, path := range base.Paths() {
		y := get(yours, path)
		switch {
		case y == nil:
			deleted = append(deleted, path)
		case !same(y, get(base, path)):
			edited = append(edited, path)
		}
	}
	return edited, deleted
}
