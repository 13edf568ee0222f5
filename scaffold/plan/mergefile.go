package plan

import (
	"fmt"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

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
	if f.b == nil {
		a.Reason = "you had it before; merged with what the template has"
	}
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
	a.Format, a.Fallback, a.Notes = merger.Name(), result.Fallback, result.Notes
	a.Settled = result.Settled
	a = f.settled(a, result.Content)
	switch {
	case len(result.Conflicts) > 0:
		a.Action, a.Conflicts, a.Markers = Conflict, result.Conflicts, true
		a.Reason = "you and the template changed the same lines"
		if f.b == nil {
			a.Reason = "the template adds it, and you have another version"
		}
	case len(result.Settled) > 0:
		a.Reason = "both changed it; " + resolved(len(result.Settled))
		if f.b == nil {
			a.Reason = "you had another version; " + resolved(len(result.Settled))
		}
	}
	return a
}

func resolved(conflicts int) string {
	if conflicts == 1 {
		return "1 conflict resolved as you asked"
	}
	return fmt.Sprintf("%d conflicts resolved as you asked", conflicts)
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
	c := merge.Conflict{Field: "file", Base: shown(f.b), Yours: shown(f.y), Template: shown(f.t)}
	a.Action, a.Settled = Update, []merge.Conflict{c}
	a = f.settled(a, f.y.Content)
	switch Decide(f.in.Resolve, f.path)(c) {
	case merge.TakeYours:
		a.Reason = "a binary file both changed; resolved to yours"
	case merge.TakeTemplate:
		a.Action, a.Reason = Update, "a binary file both changed; resolved to the template"
		a = f.settled(a, f.t.Content)
	default:
		a.Action, a.Conflicts, a.Settled, a.Beside = Conflict, []merge.Conflict{c}, nil, f.t
		a.Reason = "a binary file both changed: yours stays, the template's is in " + f.path + BesideSuffix
	}
	return a
}

// shown is a version of a file as a conflict shows it.
func shown(f *tree.File) string {
	switch {
	case f == nil:
		return ""
	case tree.IsBinary(f.Content):
		return fmt.Sprintf("(binary, %d bytes)", len(f.Content))
	}
	return string(f.Content)
}
