package plan

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
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

// renamed maps the old path of each file that a rule of the pack moves to its
// new one. Where both places are taken, the two are separate files.
func (in *Input) renamed() map[string]string {
	out := map[string]string{}
	for _, r := range in.Renames {
		from := r.From
		for old, to := range out { // a chain of renames over several versions
			if to == r.From {
				from = old
			}
		}
		_, inBase := in.Base[from]
		_, stillThere := in.Template[from]
		if inBase && !stillThere && !slices.Contains(slices.Collect(maps.Values(out)), r.To) {
			out[from] = r.To
		}
	}
	for from, to := range out {
		_, arrives := in.Template[to]
		_, known := in.Base[to]
		_, yoursOld := in.Yours[from]
		_, yoursNew := in.Yours[to]
		if !arrives || known || yoursOld && yoursNew {
			delete(out, from)
		}
	}
	return out
}

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
	c := merge.Conflict{Field: "file", Base: text(f.b), Yours: text(f.y)}
	a := Action{Action: Conflict, Reason: "the template deletes it, and you edited it: yours stays", Before: f.y, After: f.y}
	switch Decide(f.in.Resolve, f.path)(c) {
	case merge.TakeYours:
		a.Action, a.Reason = Keep, "the template deletes it; resolved to yours"
	case merge.TakeTemplate:
		a.Action, a.Reason, a.After = Delete, "you edited it; resolved to the template, which deletes it", nil
	default:
		a.Conflicts = []merge.Conflict{c}
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
	if f.from != "" {
		a.Action, a.From = Rename, f.from
	}
	return a
}

// executable merges the executable bit. With two values, both sides can only
// have changed it to the same one; without a base, yours stands.
func (f *file) executable() bool {
	if f.b != nil && f.y.Executable == f.b.Executable {
		return f.t.Executable
	}
	return f.y.Executable
}

// merge: both sides changed the file.
func (f *file) merge() Action {
	a := Action{Action: Merge, From: f.from, Reason: "you and the template both changed it", Before: f.y}
	if content, found := f.oneSided(); found {
		return f.settled(a, content)
	}
	for _, side := range []*tree.File{f.b, f.y, f.t} {
		if side != nil && tree.IsBinary(side.Content) {
			return f.binary(a)
		}
	}
	sides := merge.Sides{Yours: f.y.Content, Template: f.t.Content}
	if f.b != nil {
		sides.Base = f.b.Content
		if sides.Base == nil {
			sides.Base = []byte{} // an empty file is a base, too
		}
	}
	merger := f.in.Merger(f.path)
	result := merger.Merge(sides, f.in.Labels, Decide(f.in.Resolve, f.path))
	a.Format = merger.Name()
	a = f.settled(a, result.Content)
	switch {
	case len(result.Conflicts) > 0:
		a.Action, a.Conflicts, a.Markers = Conflict, result.Conflicts, true
		a.Reason = "you and the template changed the same lines"
		if f.b == nil {
			a.Reason = "the template adds it, and you have another version"
		}
	case len(result.Settled) > 0:
		a.Reason = fmt.Sprintf("both changed it; %d conflict(s) resolved as you asked", len(result.Settled))
	}
	return a
}

// oneSided is the content where only one side changed it, or both to the same,
// so that it was the executable bit that brought the two here.
func (f *file) oneSided() ([]byte, bool) {
	switch {
	case alike(f.y, f.t), alike(f.t, f.b):
		return f.y.Content, true
	case alike(f.y, f.b):
		return withEndingsOf(f.y.Content, f.b.Content, f.t.Content), true
	}
	return nil, false
}

// settled completes the action for a file whose content is decided.
func (f *file) settled(a Action, content []byte) Action {
	a.After = &tree.File{Content: content, Executable: f.executable()}
	if a.After.Equal(*f.y) {
		a.After = f.y
		a.Action = Keep
		if f.from != "" {
			a.Action = Rename
		}
	}
	return a
}

// binary: no text to merge, so yours stays and the template's lies beside it.
func (f *file) binary(a Action) Action {
	c := merge.Conflict{Field: "file", Base: text(f.b), Yours: text(f.y), Template: text(f.t)}
	a.Action = Update
	a = f.settled(a, f.y.Content)
	switch Decide(f.in.Resolve, f.path)(c) {
	case merge.TakeYours:
		a.Reason = "a binary file both changed; resolved to yours"
	case merge.TakeTemplate:
		a.Action, a.Reason = Update, "a binary file both changed; resolved to the template"
		a = f.settled(a, f.t.Content)
	default:
		a.Action, a.Conflicts, a.Beside = Conflict, []merge.Conflict{c}, f.t
		a.Reason = "a binary file both changed: yours stays, the template's is in " + f.path + BesideSuffix
	}
	return a
}

// text is a version of a file as a conflict shows it.
func text(f *tree.File) string {
	switch {
	case f == nil:
		return ""
	case tree.IsBinary(f.Content):
		return fmt.Sprintf("(binary, %d bytes)", len(f.Content))
	}
	return string(f.Content)
}

// same compares two versions: content after normalising line endings, and the
// executable bit.
func same(a, b *tree.File) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Executable == b.Executable && alike(a, b)
}

// alike compares the content of two versions after normalising line endings.
func alike(a, b *tree.File) bool {
	return a != nil && b != nil && bytes.Equal(normal(a.Content), normal(b.Content))
}

// normal turns CRLF into LF in text, so that a checkout with autocrlf is no
// edit.
func normal(content []byte) []byte {
	if tree.IsBinary(content) || !bytes.Contains(content, []byte("\r\n")) {
		return content
	}
	return bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
}

// withEndingsOf writes content, which replaces yours, with CRLF where that is
// what distinguishes yours from base.
func withEndingsOf(yours, base, content []byte) []byte {
	if bytes.Equal(yours, base) || tree.IsBinary(content) {
		return content
	}
	if bytes.Contains(yours, []byte("\r\n")) {
		return bytes.ReplaceAll(normal(content), []byte("\n"), []byte("\r\n"))
	}
	return normal(content)
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
