// Package plan decides what happens to each file: the decision table over what
// the tool rendered last (base), what the repository holds (yours) and what
// the tool renders now (template). It is pure.
package plan

import (
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Kind says what happens to a file.
type Kind string

// The kinds of action. Files that are the same on all sides have none.
const (
	Create   Kind = "create"
	Update   Kind = "update"
	Merge    Kind = "merge"    // both sides changed it; the merge is clean
	Rename   Kind = "rename"   // the pack moved it; the user's edits move along
	Delete   Kind = "delete"   // the template no longer has it, and nobody edited it
	Keep     Kind = "keep"     // the user's version stands
	Deleted  Kind = "deleted"  // the user deleted it; it stays deleted
	Conflict Kind = "conflict" // both sides changed the same place
)

// Action is what happens to one file.
type Action struct {
	Path   string `json:"path"`
	Action Kind   `json:"action"`
	// From is the file's path before a rename.
	From string `json:"from,omitempty"`
	// Reason says why this action and no other.
	Reason string `json:"reason"`
	// Why is the pack's word on what the file is for.
	Why string `json:"why,omitempty"`
	// Next is a command the user should run because of this action.
	Next string `json:"next,omitempty"`
	// Format is the merger that was used, where one was.
	Format string `json:"format,omitempty"`
	// Fallback says why the file was merged line by line and not by its own
	// format.
	Fallback string `json:"fallback,omitempty"`
	// Notes are decisions of the merge the user should hear of.
	Notes []string `json:"notes,omitempty"`
	// Conflicts are the places left open.
	Conflicts []merge.Conflict `json:"conflicts,omitempty"`
	// Hunks say where the lines of a merged file come from, once Explain was
	// called.
	Hunks []Hunk `json:"hunks,omitempty"`
	// Settled are the conflicts that a resolution took a side for.
	Settled []merge.Conflict `json:"-"`

	// Before and After are the file as it is and as it will be; nil: absent.
	// They are the same pointer where nothing is written.
	Before *tree.File `json:"-"`
	After  *tree.File `json:"-"`
	// Base and Template are the other two sides; nil: absent.
	Base     *tree.File `json:"-"`
	Template *tree.File `json:"-"`
	// Beside is written as NAME.template where the two sides cannot stand in
	// one file.
	Beside *tree.File `json:"-"`
	// Markers tells that After holds conflict markers.
	Markers bool `json:"-"`
}

// BesideSuffix is what the template's version is called beside a file of the
// user's that it conflicts with.
const BesideSuffix = ".template"

// Writes tells whether the action changes any file.
func (a *Action) Writes() bool { return a.Before != a.After || a.From != "" || a.Beside != nil }

// Stages a plan goes between; they are the same for an update.
type Stages struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Plan is what a command would do, before it does any of it.
type Plan struct {
	Stage    Stages   `json:"stage"`
	Actions  []Action `json:"actions"` // by path
	Warnings []string `json:"warnings"`
	// Runtime is what changes in the running system once this is applied.
	Runtime []RuntimeChange `json:"changesAtRunTime,omitempty"`
	// Shared is what should stand in files that the services of a repository
	// share, and does not yet: people write it there.
	Shared []SharedText `json:"shared,omitempty"`
}

// SharedText is text for a file of the repository.
type SharedText struct {
	Path string `json:"path"` // from the repository's root
	Why  string `json:"why,omitempty"`
	Text string `json:"text"`
}

// Conflicts counts the places left open.
func (p *Plan) Conflicts() int {
	n := 0
	for i := range p.Actions {
		n += len(p.Actions[i].Conflicts)
	}
	return n
}

// Input is everything a plan depends on.
type Input struct {
	Stage                 Stages
	Base, Yours, Template tree.Tree
	// Rule says what the pack's rules are for a path.
	Rule    func(path string) pack.FileRule
	Renames []pack.Rename
	Labels  merge.Labels
	// Merger chooses how to merge a file.
	Merger func(path string) merge.Merger
	// Resolve settles conflicts without asking.
	Resolve []Resolution
	// Restore are globs of deleted files that come back.
	Restore []string
}
