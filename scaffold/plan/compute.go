package plan

import (
	"fmt"
	"maps"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Compute makes the plan. It fails only where a --restore or a --resolve names
// nothing that there is.
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
			a.Path, a.Why, a.Base, a.Template = path, f.rule.Why, f.b, f.t
			p.Actions = append(p.Actions, a)
		}
	}
	for i, used := range restored {
		if !used {
			return nil, fmt.Errorf("--restore %s: no file of the template by that name was deleted", in.Restore[i])
		}
	}
	known := func(r Resolution) bool {
		return slices.ContainsFunc(slices.Collect(maps.Keys(paths)), r.CoversFile)
	}
	warnings, err := CheckResolutions(in.Resolve, p.conflicts(), known)
	if err != nil {
		return nil, err
	}
	p.Warnings = append(p.Warnings, warnings...)
	p.Runtime = runtimeChanges(p.Actions)
	return p, nil
}

// conflicts are those of each file, open or settled.
func (p *Plan) conflicts() []FileConflicts {
	var all []FileConflicts
	for i := range p.Actions {
		a := &p.Actions[i]
		if found := slices.Concat(a.Settled, a.Conflicts); len(found) > 0 {
			all = append(all, FileConflicts{Path: a.Path, Conflicts: found})
		}
	}
	return all
}

// Edited tells whether yours is another file than the base, or gone. Other line
// endings are no edit.
func Edited(yours, base *tree.File) bool { return !same(yours, base) }
