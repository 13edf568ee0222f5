package scaffold

import (
	"fmt"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// Service is a service's folder, opened.
type Service struct {
	*workspace.Content
	ws *workspace.Workspace
	o  options
	// Recovered says what opening found of an interrupted command.
	Recovered workspace.Recovery
}

// Open opens the service in a folder, and first finishes or forgets a command
// that was interrupted there.
func Open(dir string, opts ...Option) (*Service, error) {
	o := optionsOf(opts)
	ws, err := workspace.Open(dir, o.disk...)
	if err != nil {
		return nil, err
	}
	s := &Service{ws: ws, o: o}
	if s.Recovered, err = recoverIn(ws); err != nil {
		ws.Close()
		return nil, err
	}
	if s.Content, err = ws.Load(); err != nil {
		if waits := adopting(ws); waits != nil {
			err = waits
		}
		ws.Close()
		return nil, repairable(err, dir)
	}
	return s, nil
}

// openSettled opens a folder in which no command was interrupted, or none is any
// more, and no adoption waits. It may hold a service or not.
func openSettled(dir string, o options) (*workspace.Workspace, error) {
	ws, err := workspace.Open(dir, o.disk...)
	if err != nil {
		return nil, err
	}
	if _, err = recoverIn(ws); err == nil {
		err = adopting(ws)
	}
	if err != nil {
		ws.Close()
		return nil, err
	}
	return ws, nil
}

// recoverIn finishes or forgets an interrupted command, if there is one.
func recoverIn(ws *workspace.Workspace) (workspace.Recovery, error) {
	if !ws.Interrupted() {
		return workspace.Recovery{}, nil
	}
	release, err := ws.Lock()
	if err != nil {
		return workspace.Recovery{}, err
	}
	defer release()
	return ws.Recover()
}

// Close releases the folder.
func (s *Service) Close() error { return s.ws.Close() }

// Has tells whether the tool has written a file at the path.
func (s *Service) Has(path string) bool {
	_, ok := s.Base[path]
	return ok
}

// Name is the service's name.
func (s *Service) Name() string { return s.Record.Metadata.Name }

// Dir is the service's folder.
func (s *Service) Dir() string { return s.ws.Dir() }

// changesOf are the files a plan writes.
func changesOf(p *plan.Plan) []workspace.Change {
	var out []workspace.Change
	for i := range p.Actions {
		a := &p.Actions[i]
		switch {
		case a.From != "":
			out = append(out, workspace.Change{Path: a.From, Before: a.Before}, workspace.Change{Path: a.Path, After: a.After})
		case a.Before != a.After:
			out = append(out, workspace.Change{Path: a.Path, Before: a.Before, After: a.After})
		}
		if a.Beside != nil {
			out = append(out, workspace.Change{Path: a.Path + plan.BesideSuffix, After: a.Beside})
		}
	}
	return out
}

// withRecord puts the action on svc.yaml in its place among the others.
func withRecord(actions []plan.Action, a plan.Action) []plan.Action {
	i, _ := slices.BinarySearchFunc(actions, a.Path, func(b plan.Action, path string) int {
		if b.Path < path {
			return -1
		}
		return 1
	})
	return slices.Insert(actions, i, a)
}

// checkUnchanged refuses a record whose stage, name or language was changed by
// hand: the record is no way round the gates.
func (s *Service) checkUnchanged() error {
	was, is := s.State.Rendered, s.Record
	for _, c := range []struct{ field, was, is, hint string }{
		{"spec.stage", was.Stage, is.Spec.Stage, "to change the stage use 'kubectl svc promote' or 'kubectl svc demote'"},
		{"metadata.name", was.Name, is.Metadata.Name, "a service keeps its name, since live objects carry it"},
		{"spec.language", was.Language, is.Spec.Language, "a service keeps its language"},
	} {
		if c.was != c.is {
			return fmt.Errorf("%s says %s %q, and the service was rendered with %q: set it back; %s",
				record.FileName, c.field, c.is, c.was, c.hint)
		}
	}
	return nil
}

// ErrNoService is returned by Open for a folder that holds no service.
var ErrNoService = workspace.ErrNoService
