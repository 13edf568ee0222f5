package plugin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/plugin/git"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// indexable refuses --index where there is no index, before anything is asked or
// written.
func (f *settleFlags) indexable(ctx context.Context, dir string) error {
	if !f.index {
		return nil
	}
	if _, err := git.Find(ctx, dir); err != nil {
		return fmt.Errorf("--index: %s is in no git repository: leave the flag out; nothing was written", place(dir))
	}
	return nil
}

// write writes a proposal by f, and on demand marks its conflicts in git's
// index.
func (a *app) write(ctx context.Context, dir string, index bool, p *scaffold.Proposal, f func() error) error {
	files := p.Unmerged()
	if !index || len(files) == 0 {
		return pendingError(f())
	}
	repo, err := git.Find(ctx, dir)
	if err != nil {
		return fmt.Errorf("--index: %w; nothing was written", err)
	}
	paths := make([]string, len(files))
	for i := range files {
		paths[i] = files[i].Path
	}
	before, err := repo.Remember(ctx, paths)
	if err != nil {
		return fmt.Errorf("--index: reading git's index: %w; nothing was written", err)
	}
	p.RememberIndex(before)
	if err := f(); err != nil {
		return pendingError(err)
	}
	if err := repo.Mark(ctx, files); err != nil {
		a.warn(fmt.Sprintf("the files are written, but not marked as unmerged in git's index: %v", err))
	}
	return nil
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
