package scaffold

import (
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// wholeFile is the field of a conflict that is about the file, not a place in
// it.
const wholeFile = "file"

// openConflicts are the conflicts an operation left, called as its plan called
// them, whether the user has settled them since or not.
func openConflicts(op *workspace.Operation) []plan.FileConflicts {
	var all []plan.FileConflicts
	for _, c := range op.Conflicts {
		f := plan.FileConflicts{Path: c.Path, Conflicts: []merge.Conflict{{Field: wholeFile}}}
		if c.Kind == workspace.ConflictText {
			f.Conflicts = nil
			for _, m := range marksOf(op, c) {
				if !m.own {
					f.Conflicts = append(f.Conflicts, m.Conflict)
				}
			}
		}
		all = append(all, f)
	}
	return all
}

// mark is a marked conflict of a file as the operation wrote it.
type mark struct {
	merge.Conflict
	line string // what it would be called by its line
	own  bool   // it was in the user's file before, as in a document about merging
}

// marksOf are the marked conflicts of a file as the operation wrote it, called
// as the plan called them.
func marksOf(op *workspace.Operation, c workspace.OpenConflict) []mark {
	var marks []mark
	fields := c.Fields
	for _, change := range op.Changes {
		if change.Path != c.Path || change.After == nil {
			continue
		}
		own := ownMarks(op, change)
		for _, found := range text.Marked(change.After.Content) {
			m := mark{Conflict: found, line: found.Field}
			switch {
			case len(own) > 0 && alike(own[0], found):
				m.own, own = true, own[1:]
			case len(fields) > 0:
				m.Field, fields = fields[0], fields[1:]
				m.Both = slices.Contains(c.Both, m.Field)
			}
			marks = append(marks, m)
		}
	}
	return marks
}

// ownMarks are the conflicts that were marked in the user's file before.
func ownMarks(op *workspace.Operation, change workspace.Change) []merge.Conflict {
	for _, before := range op.Changes {
		// After a rename the old version stands at the path it had.
		if before.Before != nil && (before.Path == change.Path || change.Before == nil && before.After == nil) {
			if own := text.Marked(before.Before.Content); len(own) > 0 {
				return own
			}
		}
	}
	return nil
}

// alike compares what two marked conflicts say.
func alike(a, b merge.Conflict) bool {
	return a.Base == b.Base && a.Yours == b.Yours && a.Template == b.Template
}

// named decides about the conflicts marked in a text by the names that the plan
// gave them. A block is found again by what it says, and one that was edited by
// its place between the others. The user's own are left.
func named(marks []mark, content []byte, decide merge.Decide) merge.Decide {
	found := text.Marked(content)
	names := make([]mark, len(found))
	for i := range found {
		names[i] = mark{Conflict: found[i]}
		names[i].Both = false // unless it is found to be one in which both can stand
	}
	for at, i := 0, 0; i < len(found); {
		// The next block that says what it said, and the blocks before it.
		known, now := nextAlike(marks[at:], found[i:])
		if known == now { // as many as there were
			for k := range known {
				names[i+k] = renamed(found[i+k], marks[at+k])
			}
		}
		i, at = i+now, at+known
		if i < len(found) {
			names[i] = renamed(found[i], marks[at])
			i, at = i+1, at+1
		}
	}
	next := 0
	return func(merge.Conflict) merge.Choice {
		m := names[next]
		next++
		if m.own {
			return merge.Leave
		}
		return decide.Choose(m.Conflict)
	}
}

// nextAlike finds the first of the blocks found that is among the marks, and
// returns both places; without one, the ends of both. Of several marks that say
// the same it is the one on the same line, if there is one.
func nextAlike(marks []mark, found []merge.Conflict) (known, now int) {
	for now := range found {
		first := -1
		for known := range marks {
			switch {
			case !alike(marks[known].Conflict, found[now]):
			case marks[known].line == found[now].Field:
				return known, now
			case first < 0:
				first = known
			}
		}
		if first >= 0 {
			return first, now
		}
	}
	return len(marks), len(found)
}

// renamed is a block with the name of the mark it was.
func renamed(found merge.Conflict, was mark) mark {
	found.Field, found.Both = was.Field, found.Both && was.Both
	return mark{Conflict: found, own: was.own}
}
