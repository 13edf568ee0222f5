package facts

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// Files is a tree of files to look at.
type Files = fs.FS

// Set computes the facts of one service, each once.
type Set struct {
	source   Source
	schema   map[string]Fact
	known    map[string]result
	overlays []*Overlay
	listed   bool
	live     connector[Live]
	metrics  connector[Prometheus]
}

// Overlay computes the facts of one overlay.
type Overlay struct {
	Name string

	set    *Set
	known  map[string]result
	built  *[]manifest.Object
	failed error
}

type result struct {
	value any
	err   error
}

// Unknown is the error of a fact that has no value here and now.
type Unknown struct {
	Fact   string // its name
	Reason string // one line
}

func (e *Unknown) Error() string { return fmt.Sprintf("%s is not known: %s", e.Fact, e.Reason) }

// New prepares the facts of a service; nothing is computed yet.
func New(source Source) *Set {
	s := &Set{
		source: source, schema: map[string]Fact{}, known: map[string]result{},
		live: once(source.Live), metrics: once(source.Prometheus),
	}
	for _, f := range Schema() {
		s.schema[f.Name] = f
	}
	return s
}

// Overlays are the service's overlays, by name.
func (s *Set) Overlays() ([]*Overlay, error) {
	if s.listed {
		return s.overlays, nil
	}
	names, err := manifest.Overlays(s.source.Files)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		s.overlays = append(s.overlays, &Overlay{Name: name, set: s, known: map[string]result{}})
	}
	s.listed = true
	return s.overlays, nil
}

// Value is a fact of the service. A fact that cannot be told is an *Unknown.
func (s *Set) Value(ctx context.Context, name string) (any, error) {
	return compute(ctx, s.known, name, func() (any, error) {
		f, ok := s.schema[name]
		if !ok || f.service == nil {
			return nil, errors.New("there is no such fact of a service")
		}
		return f.service(ctx, s)
	})
}

// Value is a fact of the overlay, or of the service it belongs to.
func (o *Overlay) Value(ctx context.Context, name string) (any, error) {
	f, ok := o.set.schema[name]
	if !ok || f.overlay == nil {
		return o.set.Value(ctx, name)
	}
	return compute(ctx, o.known, name, func() (any, error) { return f.overlay(ctx, o) })
}

// compute calls f unless the fact is known already. Being interrupted says
// nothing of the fact.
func compute(ctx context.Context, known map[string]result, name string, f func() (any, error)) (any, error) {
	if r, ok := known[name]; ok {
		return r.value, r.err
	}
	value, err := f()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		value, err = nil, &Unknown{Fact: name, Reason: err.Error()}
	}
	known[name] = result{value, err}
	return value, err
}

// objects builds the overlay once.
func (o *Overlay) objects(ctx context.Context) ([]manifest.Object, error) {
	if o.built == nil && o.failed == nil {
		built, err := manifest.Overlay(ctx, o.set.source.Files, o.Name)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		o.built, o.failed = &built, err
	}
	if o.failed != nil {
		return nil, o.failed
	}
	return *o.built, nil
}

func objects(ctx context.Context, o *Overlay) (any, error) { return o.objects(ctx) }

// read returns a file, and whether it is there.
func (s *Set) read(name string) ([]byte, bool, error) {
	content, err := fs.ReadFile(s.source.Files, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("reading %s: %w", name, err)
	}
	return content, true, nil
}
