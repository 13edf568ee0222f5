package plan

import (
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// file is one file's three versions and all that decides between them.
type file struct {
	in      *Input
	path    string
	from    string // where a rename takes yours from; empty otherwise
	rule    pack.FileRule
	b, y, t *tree.File
	restore bool
}

func (in *Input) file(path, origin string) *file {
	f := &file{in: in, path: path, rule: in.Rule(path), b: get(in.Base, path), y: get(in.Yours, path), t: get(in.Template, path)}
	if origin != "" {
		f.b = get(in.Base, origin)
		if old := get(in.Yours, origin); old != nil {
			f.from, f.y = origin, old
		}
	}
	return f
}

func get(t tree.Tree, path string) *tree.File {
	if f, ok := t[path]; ok {
		return &f
	}
	return nil
}

// mark notes which --restore flags cover the file, if it is one to restore.
func (f *file) mark(used []bool) {
	if f.b == nil || f.y != nil || f.t == nil {
		return
	}
	for i, glob := range f.in.Restore {
		if glob == f.path || globs(glob, f.path) {
			f.restore, used[i] = true, true
		}
	}
}

// action is the decision table. It reports false where there is nothing to do
// and nothing to tell.
func (f *file) action() (Action, bool) {
	switch {
	case f.y == nil:
		return f.absent()
	case f.b == nil && f.t == nil:
		return Action{}, false
	case f.rule.Policy == pack.PolicyOnce:
		return f.once()
	case f.t == nil:
		return f.gone()
	case same(f.y, f.t):
		return f.moved(Keep, "already as the template has it")
	case f.b == nil:
		return f.added()
	case same(f.y, f.b):
		return f.update(), true
	case same(f.t, f.b):
		return f.moved(Keep, "you edited it; the template did not change")
	case f.rule.Policy == pack.PolicyLock:
		return f.locked(), true
	}
	return f.merge(), true
}

// absent: the repository does not have the file.
func (f *file) absent() (Action, bool) {
	switch {
	case f.t == nil:
		return Action{}, false
	case f.b == nil:
		return Action{Action: Create, Reason: "new in the template", After: f.t}, true
	case f.restore:
		return Action{Action: Create, Reason: "restored as you asked", After: f.t}, true
	case f.rule.Policy == pack.PolicyOnce || same(f.t, f.b):
		return Action{}, false
	}
	return Action{Action: Deleted, Reason: "you deleted it; the template changed it since",
		Next: "--restore " + f.path}, true
}

// once: a file that is the user's for good.
func (f *file) once() (Action, bool) {
	if f.b == nil && !same(f.y, f.t) {
		return Action{Action: Keep, Reason: "it was there before, and such files are yours", Before: f.y, After: f.y}, true
	}
	if f.t == nil {
		return Action{Action: Keep, Reason: "yours for good: it stays, though the template no longer has it", Before: f.y, After: f.y}, true
	}
	return f.moved(Keep, "yours for good: the template never touches it again")
}

// moved keeps yours as it is, at its new place after a rename. Files that are
// neither edited nor moved need no word.
func (f *file) moved(kind Kind, reason string) (Action, bool) {
	if f.from != "" {
		return Action{Action: Rename, From: f.from, Reason: "the template moved it; your version moves along", Before: f.y, After: f.y}, true
	}
	told := f.b != nil && !same(f.y, f.b) && (f.t == nil || !same(f.y, f.t))
	return Action{Action: kind, Reason: reason, Before: f.y, After: f.y}, told
}

// gone: the template no longer has the file.
func (f *file) gone() (Action, bool) {
	if f.rule.Policy == pack.PolicyLock && !same(f.y, f.b) {
		return Action{Action: Keep, Reason: "the template no longer has it, and you edited it", Before: f.y, After: f.y}, true
	}
	if same(f.y, f.b) {
		return Action{Action: Delete, Reason: "no longer in the template; you had not edited it", Before: f.y}, true
	}
	c := merge.Conflict{Field: "file", Base: shown(f.b), Yours: shown(f.y)}
	a := Action{Action: Conflict, Reason: "the template deletes it, and you edited it: yours stays", Settled: []merge.Conflict{c}, Before: f.y, After: f.y}
	switch Decide(f.in.Resolve, f.path)(c) {
	case merge.TakeYours:
		a.Action, a.Reason = Keep, "the template deletes it; resolved to yours"
	case merge.TakeTemplate:
		a.Action, a.Reason, a.After = Delete, "you edited it; resolved to the template, which deletes it", nil
	default:
		a.Conflicts, a.Settled = a.Settled, nil
	}
	return a, true
}

// update: yours is what the tool wrote, so the template's version replaces it,
// in the line endings of the checkout.
func (f *file) update() Action {
	after := &tree.File{Content: withEndingsOf(f.y.Content, f.b.Content, f.t.Content), Executable: f.executable()}
	kind := Update
	if f.from != "" {
		kind = Rename
	}
	return Action{Action: kind, From: f.from, Reason: "the template changed it, you did not", Before: f.y, After: after}
}

// added: both sides have the file, with no common ancestor.
func (f *file) added() (Action, bool) {
	if f.rule.Policy == pack.PolicyLock {
		return f.locked(), true
	}
	return f.merge(), true
}

// locked: an edited lock file stays; the package manager makes it anew.
func (f *file) locked() Action {
	a := Action{Action: Keep, Reason: "a lock file you changed stays yours", Next: f.rule.Regenerate, Before: f.y, After: f.y}
	if f.b == nil {
		a.Reason = "a lock file you had before stays yours"
	}
	if f.from != "" {
		a.Action, a.From = Rename, f.from
	}
	return a
}
