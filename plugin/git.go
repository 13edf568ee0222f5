package plugin

import (
	"context"
	"fmt"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/plugin/git"
	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// warn prints warnings for people; scripts find them in the plan.
func (a *app) warn(warnings ...string) {
	for _, w := range warnings {
		fmt.Fprintf(a.streams.ErrOut, "warning: %s\n", w)
	}
}

// repositoryWarnings are about what git can lose: files the plan is about to
// change that have uncommitted changes, since afterwards git can no longer tell
// the two apart, and a state that is not committed.
func repositoryWarnings(ctx context.Context, dir string, p *plan.Plan) []string {
	repo, err := git.Find(ctx, dir)
	if err != nil {
		return nil // there is nothing to warn of
	}
	var out []string
	if dirty, err := repo.Uncommitted(ctx, around(p)...); err == nil {
		var named []string
		for i := range p.Actions {
			act := &p.Actions[i]
			if act.Before != nil && act.Writes() && (dirty[act.Path] || dirty[act.From]) {
				named = append(named, act.Path)
			}
		}
		if len(named) > 0 {
			out = append(out, fmt.Sprintf("%s you had not committed: %s", print.Count(len(named), "changed file"), strings.Join(named, ", ")))
		}
	}
	return append(out, ignoredState(ctx, repo)...)
}

// around are the files of a plan that lie at the repository.
func around(p *plan.Plan) []string {
	var out []string
	for i := range p.Actions {
		if strings.HasPrefix(p.Actions[i].Path, "../") {
			out = append(out, p.Actions[i].Path)
		}
	}
	return out
}

// ignoredState warns of a state that git leaves out of commits.
func ignoredState(ctx context.Context, repo *git.Repository) []string {
	rule, ignored := repo.Ignored(ctx, workspace.Dir+"/state.yaml")
	if !ignored {
		return nil
	}
	return []string{fmt.Sprintf("git ignores %s (%s): commit it, since without it the next promotion cannot tell your edits from what was generated",
		workspace.Dir, rule)}
}

// stateWarnings are those of ignoredState for a folder.
func stateWarnings(ctx context.Context, dir string) []string {
	repo, err := git.Find(ctx, dir)
	if err != nil {
		return nil
	}
	return ignoredState(ctx, repo)
}

// inRepository tells whether git knows the folder.
func inRepository(ctx context.Context, dir string) bool {
	_, err := git.Find(ctx, dir)
	return err == nil
}

// place names a folder in a message.
func place(dir string) string {
	if dir == "." || dir == "" {
		return "this folder"
	}
	return dir
}
