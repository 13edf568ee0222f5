package scaffold

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// ErrNothingPending is returned by Continue and Abort where no conflict is
// open.
var ErrNothingPending = errors.New("nothing waits to be continued or aborted")

// Waiting is an operation whose conflicts are open.
type Waiting struct {
	Dir     string // of the service, as the user named it
	Name    string // of the service
	Command string
	// Undoes tells that an --abort of the command waits: it was interrupted, and
	// files were edited before it could be finished.
	Undoes bool
	Stage  plan.Stages
	Pack   string   // its name and version
	Paths  []string // of the files with open conflicts
}

func waiting(dir string, op *workspace.Operation) Waiting {
	return Waiting{
		Dir: dir, Name: op.Rendered.Name, Command: op.Command, Undoes: op.Undoes, Stage: op.Stage,
		Pack: op.Rendered.Pack.Name + " " + op.Rendered.Pack.Version, Paths: conflictPaths(op),
	}
}

// End is the command that ends the operation with a flag, --continue or
// --abort.
func (w Waiting) End(flag string) string {
	if w.Command == CommandNew {
		return CommandLine("new --adopt "+flag, w.Dir)
	}
	return CommandLine(w.Command+" "+flag, w.Dir)
}

// What says what waits, in a few words.
func (w Waiting) What() string {
	switch {
	case w.Undoes:
		return fmt.Sprintf("taking back the %s waits, since %s was edited meanwhile", w.noun(), listed(w.Paths))
	case w.Command == CommandNew:
		return "the adoption of this folder waits for you to settle " + listed(w.Paths)
	}
	return fmt.Sprintf("%s waits for you to settle %s", anyOf(w.Command), listed(w.Paths))
}

// anyOf is a command with its article.
func anyOf(command string) string {
	if command == CommandUpdate {
		return "an " + command
	}
	return "a " + command
}

func (w Waiting) noun() string {
	if w.Command == CommandNew {
		return "adoption"
	}
	return w.Command
}

// PendingError is returned by commands that cannot run while conflicts are
// open.
type PendingError struct{ Waiting }

func (e *PendingError) Error() string {
	if e.Undoes {
		return fmt.Sprintf("%s: keep the edit with '%s', or discard it with '%s'", e.What(), e.End("--continue"), e.End("--abort --force"))
	}
	return fmt.Sprintf("%s: then finish it with '%s', or undo it with '%s'", e.What(), e.End("--continue"), e.End("--abort"))
}

// WrongCommandError is returned when a command is asked to continue or abort
// what another one began.
type WrongCommandError struct {
	Asked string
	Waiting
}

func (e *WrongCommandError) Error() string {
	if e.Command == CommandNew || e.Asked == CommandNew {
		return fmt.Sprintf("%s: use '%s' or '%s'", e.What(), e.End("--continue"), e.End("--abort"))
	}
	return fmt.Sprintf("what waits is %s, not %s: use '%s' or '--abort'", anyOf(e.Command), anyOf(e.Asked), e.End("--continue"))
}

// Place is a line of a file.
type Place struct {
	Path string `json:"path"`
	Line int    `json:"line"`
}

// UnresolvedError lists the conflict markers that are left, or else the files
// that cannot be read as they were settled.
type UnresolvedError struct {
	Command string
	Places  []Place
	Broken  []string // path and reason
}

func (e *UnresolvedError) Error() string {
	if len(e.Places) == 0 {
		return fmt.Sprintf("%s: it could be read before the conflict in it was settled; mend it, then --continue, or --abort", listed(e.Broken))
	}
	var places []string // the first of each file: the others are seen from there
	for i, p := range e.Places {
		if i == 0 || p.Path != e.Places[i-1].Path {
			places = append(places, fmt.Sprintf("%s:%d", p.Path, p.Line))
		}
	}
	return fmt.Sprintf("conflict markers are left at %s: settle them, or say --resolve yours or --resolve template",
		listed(places))
}

// refusePending returns an error while conflicts are open.
func (s *Service) refusePending() error {
	op, err := s.ws.Pending()
	if err != nil || op == nil {
		return err
	}
	return &PendingError{waiting(s.Dir(), op)}
}

// Pending is the operation whose conflicts are open, or nil.
func (s *Service) Pending() (*Waiting, error) {
	op, err := s.ws.Pending()
	if err != nil || op == nil {
		return nil, err
	}
	w := waiting(s.Dir(), op)
	return &w, nil
}

func conflictPaths(op *workspace.Operation) []string {
	paths := make([]string, len(op.Conflicts))
	for i, c := range op.Conflicts {
		paths[i] = c.Path
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// pendingOf returns the open operation, which must be of the command.
func (s *Service) pendingOf(command string) (*workspace.Operation, error) {
	op, err := s.ws.Pending()
	switch {
	case err != nil:
		return nil, err
	case op == nil:
		return nil, ErrNothingPending
	case op.Command != command:
		return nil, &WrongCommandError{Asked: command, Waiting: waiting(s.Dir(), op)}
	}
	return op, nil
}

// Outcome is how an operation with conflicts ended.
type Outcome struct {
	Stage plan.Stages
	// Undone tells that every file is as it was before the operation.
	Undone   bool
	Warnings []string
	// Index is git's index before the conflicts were marked in it; nil: they were
	// not.
	Index *workspace.IndexMark
}

// conclude replaces the open operation by the one that ends it.
func (s *Service) conclude(ctx context.Context, command string, end func(*workspace.Operation, *Outcome) (*workspace.Operation, error)) (*Outcome, error) {
	out := &Outcome{}
	err := s.locked(func() error {
		op, err := s.pendingOf(command)
		if err != nil {
			return err
		}
		out.Stage, out.Undone, out.Index = op.Stage, op.Undoes, op.Index
		ended, err := end(op, out)
		if err != nil {
			return err
		}
		return s.ws.Apply(ctx, ended)
	})
	return out, err
}

func (s *Service) file(ctx context.Context, path string) (*tree.File, error) {
	t, err := s.ws.Read(ctx, []string{path})
	if err != nil {
		return nil, err
	}
	if f, ok := t[path]; ok {
		return &f, nil
	}
	return nil, nil
}

func equal(a, b *tree.File) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

// listed names the first few of many paths.
func listed(paths []string) string {
	const most = 3
	if len(paths) <= most {
		return strings.Join(paths, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(paths[:most], ", "), len(paths)-most)
}
