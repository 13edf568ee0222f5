package plugin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/plugin/git"
	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
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
	if dirty, err := repo.Uncommitted(ctx); err == nil {
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

// forIndex finds the repository for --index.
func forIndex(ctx context.Context, dir string) (*git.Repository, error) {
	repo, err := git.Find(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("--index: %s is in no git repository: leave the flag out; nothing was written", place(dir))
	}
	return repo, nil
}

// indexMarker marks a plan's conflicts in git's index; nil: it was not asked
// for, or there are none.
type indexMarker struct {
	repo  *git.Repository
	files []scaffold.Unmerged
}

// prepareIndex has a proposal remember what the index has for its conflicts.
func prepareIndex(ctx context.Context, dir string, p *scaffold.Proposal) (*indexMarker, error) {
	repo, err := forIndex(ctx, dir)
	if err != nil {
		return nil, err
	}
	m := &indexMarker{repo: repo, files: p.Unmerged()}
	if len(m.files) == 0 {
		return nil, nil
	}
	paths := make([]string, len(m.files))
	for i, f := range m.files {
		paths[i] = f.Path
	}
	before, err := repo.Remember(ctx, paths)
	if err != nil {
		return nil, fmt.Errorf("--index: reading git's index: %w; nothing was written", err)
	}
	p.RememberIndex(before)
	return m, nil
}

// mark is called once the files are written, so a failure is a warning.
func (m *indexMarker) mark(ctx context.Context, a *app) {
	if m == nil {
		return
	}
	if err := m.repo.Mark(ctx, m.files); err != nil {
		a.warn(fmt.Sprintf("the files are written, but not marked as unmerged in git's index: %v", err))
	}
}

// unmark ends the marks in the index: an abort restores every entry, and a
// continue those that were not added since.
func (a *app) unmark(ctx context.Context, dir string, before *workspace.IndexMark, undone bool) {
	if before == nil {
		return
	}
	repo, err := git.Find(ctx, dir)
	if err == nil {
		if undone {
			err = repo.Restore(ctx, before)
		} else {
			err = repo.RestoreUnmerged(ctx, before)
		}
	}
	if err != nil && !errors.Is(err, git.ErrNone) {
		a.warn(fmt.Sprintf("the files are written, but git's index still shows %s as unmerged (%v): 'git add' or 'git reset' them",
			strings.Join(before.Paths, ", "), err))
	}
}

// place names a folder in a message.
func place(dir string) string {
	if dir == "." || dir == "" {
		return "this folder"
	}
	return dir
}
