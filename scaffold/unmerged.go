package scaffold

import (
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// Unmerged is a file with open conflicts and its three versions; nil: absent.
type Unmerged struct {
	Path                  string
	Base, Yours, Template *tree.File
}

// Unmerged are the conflicted files of the proposal, but for binary ones, which
// git's own tools could not merge either.
func (p *Proposal) Unmerged() []Unmerged {
	var all []Unmerged
	for i := range p.Plan.Actions {
		a := &p.Plan.Actions[i]
		if len(a.Conflicts) > 0 && conflictKind(a) != workspace.ConflictBinary {
			all = append(all, Unmerged{Path: a.Path, Base: a.Base, Yours: a.Before, Template: a.Template})
		}
	}
	return all
}

// RememberIndex has the operation keep git's index as it was, for the Outcome of
// whatever ends it.
func (p *Proposal) RememberIndex(m *workspace.IndexMark) { p.op.Index = m }
