package gate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/strictyaml"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// Set is a pack's gates. Several goroutines may judge by it.
type Set struct {
	Gates []Gate

	pack *pack.Pack
	// environment and programs, by id, are made on use: a command asks few of
	// the gates, and to compile one takes longer than to judge it.
	environment func() (*environment, error)
	programs    map[string]func() (*program, error)
	from        map[string]*pack.Pack
}

var (
	validID       = regexp.MustCompile(`^[A-Z][A-Z0-9]*-[0-9]{2,}$`)
	dottedName    = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*`)
	validVariable = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)
)

// maxGates bounds how many gates a pack may have; each may cost about a second.
const maxGates = 500

// Declared are the gates of a pack and of those it extends as they stand in
// their files, with nothing checked: quick enough for completion.
func Declared(p *pack.Pack) ([]Gate, error) {
	var gates []Gate
	for q := p; q != nil; q = q.Base {
		if q.Gates == nil {
			continue
		}
		var file File
		if err := strictyaml.Decode(q.Gates, &file); err != nil {
			return nil, fmt.Errorf("%s: %w", FileName, err)
		}
		gates = append(gates, file.Spec.Gates...)
	}
	return gates, nil
}

// Load reads the gates of a pack, and of those it extends; a pack without any
// has an empty set. What is wrong is a *pack.InvalidError, which names file and
// line. The expressions of the built-in pack are tested, and compiled only where
// they are judged.
func Load(p *pack.Pack) (*Set, error) {
	return load(p, func(from *pack.Pack) bool { return from.BuiltIn })
}

// Check says what is wrong with any gate of a pack.
func Check(p *pack.Pack) error {
	_, err := load(p, func(*pack.Pack) bool { return false })
	return err
}

// load reads gates, and compiles those of the packs that are not trusted.
func load(p *pack.Pack, trusted func(*pack.Pack) bool) (*Set, error) {
	s := &Set{pack: p, programs: map[string]func() (*program, error){}, from: map[string]*pack.Pack{}}
	s.environment = sync.OnceValues(func() (*environment, error) { return newEnvironment(p) })
	var chain []*pack.Pack // what is extended comes first
	for q := p; q != nil; q = q.Base {
		if q.Gates != nil {
			chain = append([]*pack.Pack{q}, chain...)
		}
	}
	for _, q := range chain {
		if err := s.load(q, trusted(q)); err != nil {
			if q != p {
				err = fmt.Errorf("pack %s: %w", q, err)
			}
			return nil, err
		}
	}
	return s, nil
}

// load adds the gates of one pack.
func (s *Set) load(from *pack.Pack, trusted bool) error {
	var file File
	if err := strictyaml.Decode(from.Gates, &file); err != nil {
		return &pack.SyntaxError{File: FileName, Err: err}
	}
	switch {
	case file.APIVersion != APIVersion || file.Kind != Kind:
		return fmt.Errorf("%s:1: it has apiVersion %q and kind %q, not %s and %s", FileName, file.APIVersion, file.Kind, APIVersion, Kind)
	case file.Spec.Facts != facts.Version:
		return fmt.Errorf("%s:1: spec.facts is %q, and this kubectl-svc knows %s", FileName, file.Spec.Facts, facts.Version)
	case len(s.Gates)+len(file.Spec.Gates) > maxGates:
		return fmt.Errorf("%s: there are more than %d gates", FileName, maxGates)
	}
	var wrong mistakes
	for i, g := range file.Spec.Gates {
		err := s.add(from, g)
		if err == nil && !trusted && s.from[g.ID] == from {
			_, err = s.programs[g.ID]()
		}
		if err != nil {
			wrong.add(i, err)
		}
	}
	return wrong.of(from.Gates)
}

// fieldError is a mistake in one field of a gate.
type fieldError struct {
	id    string
	field string
	err   error
}

func (e *fieldError) Error() string {
	return strings.TrimPrefix(fmt.Sprintf("%s: %s: %v", e.id, e.field, e.err), ": ")
}

func (e *fieldError) Unwrap() error { return e.err }

func (s *Set) add(from *pack.Pack, g Gate) error {
	if of := s.from[g.ID]; of != nil && of != from {
		return s.tighten(g)
	}
	wrong := func(field, format string, args ...any) error {
		return &fieldError{g.ID, field, fmt.Errorf(format, args...)}
	}
	switch _, taken := s.programs[g.ID]; {
	case !validID.MatchString(g.ID):
		return wrong("id", "%q is not like OWN-01", g.ID)
	case taken:
		return wrong("id", "there are two gates of that name")
	case g.Title == "":
		return wrong("title", "it is missing: say what holds when the gate passes")
	case g.Why == "":
		return wrong("why", "it is missing: say what goes wrong without")
	case g.Remedy == "":
		return wrong("remedy", "it is missing: name the command that repairs it")
	case g.Expression == "":
		return wrong("expression", "it is missing")
	case g.Evidence == "":
		return wrong("evidence", "it is missing: say what was seen")
	case g.Each != "" && g.Each != EachOverlay:
		return wrong("each", "%q: the only thing there is one of for each is %s", g.Each, EachOverlay)
	case len(g.Stages) == 0:
		return wrong("stages", "it is missing: name the stages it belongs to")
	}
	if err := s.checkStages(g); err != nil {
		return err
	}
	for _, need := range g.Needs {
		if !slices.Contains(facts.Needs, need) {
			return wrong("needs", "%q is none of %v", need, facts.Needs)
		}
	}
	s.Gates = append(s.Gates, g)
	s.from[g.ID] = from
	s.programs[g.ID] = sync.OnceValues(func() (*program, error) {
		env, err := s.environment()
		if err != nil {
			return nil, err
		}
		return env.compile(g)
	})
	return nil
}

// Gate finds a gate by its id.
func (s *Set) Gate(id string) (Gate, bool) {
	i := slices.IndexFunc(s.Gates, func(g Gate) bool { return g.ID == id })
	if i < 0 {
		return Gate{}, false
	}
	return s.Gates[i], true
}

// IDs are the ids of the gates, in the order of the file.
func (s *Set) IDs() []string {
	ids := make([]string, len(s.Gates))
	for i, g := range s.Gates {
		ids[i] = g.ID
	}
	return ids
}
