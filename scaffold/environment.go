package scaffold

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// Environment is an overlay of a service, and where svc.yaml binds it to.
type Environment struct {
	record.Environment
	Objects []manifest.Object // in the order of kustomize
}

// OwnNamespace is the one that the overlay sets for what serves, as kustomize's
// namespace does; empty: it leaves that to who applies it.
func (e *Environment) OwnNamespace() (string, error) {
	workloads, err := manifest.Workloads(e.Objects)
	if err != nil {
		return "", err
	}
	workloads = slices.DeleteFunc(workloads, func(w manifest.Workload) bool { return !w.Serves() })
	if len(workloads) == 0 {
		return "", nil
	}
	first := workloads[0].Object
	for _, w := range workloads {
		if w.Object.Namespace() != first.Namespace() {
			return "", fmt.Errorf("overlay %s runs %s in namespace %q and %s in %q: a service runs in one",
				e.Name, first, first.Namespace(), w.Object, w.Object.Namespace())
		}
	}
	return first.Namespace(), nil
}

// Environments are the names of the service's overlays, sorted.
func (s *Service) Environments() ([]string, error) { return manifest.Overlays(s.ws.Files()) }

// CheckEnvironment refuses a name that is no overlay of the service.
func (s *Service) CheckEnvironment(name string) error {
	names, err := s.Environments()
	if err == nil && !slices.Contains(names, name) {
		err = s.noEnvironment(name, names)
	}
	return err
}

func (s *Service) noEnvironment(name string, names []string) error {
	if len(names) == 0 {
		return fmt.Errorf("%s has no environment %q: it has no overlay in %s", s.Name(), name, manifest.OverlaysDir)
	}
	return fmt.Errorf("%s has no environment %q: it has %s", s.Name(), name, strings.Join(names, ", "))
}

// Environment builds an overlay. An empty name is the only one there is.
func (s *Service) Environment(ctx context.Context, name string) (*Environment, error) {
	names, err := s.Environments()
	if err != nil {
		return nil, err
	}
	switch {
	case len(names) == 0:
		return nil, fmt.Errorf("%s has no overlay in %s: there is nothing to apply", s.Name(), manifest.OverlaysDir)
	case name == "" && len(names) > 1:
		return nil, fmt.Errorf("which environment? Add --env with one of %s", strings.Join(names, ", "))
	case name == "":
		name = names[0]
	case !slices.Contains(names, name):
		return nil, s.noEnvironment(name, names)
	}
	return s.environment(ctx, s.ws.Files(), name)
}

// production is the environment with the most at stake, by the name that
// overlays have for it.
const production = "production"

// Foremost builds the overlay of an environment. An empty name is the one with
// the most at stake: the last that svc.yaml lists, else production, else the
// only one there is.
func (s *Service) Foremost(ctx context.Context, name string) (*Environment, error) {
	if name != "" {
		return s.Environment(ctx, name)
	}
	names, err := s.Environments()
	if err != nil {
		return nil, err
	}
	return s.Environment(ctx, s.foremost(names))
}

// foremost is the name of the environment with the most at stake; empty: it
// cannot be told.
func (s *Service) foremost(names []string) string {
	if bound := s.Record.Spec.Environments; len(bound) > 0 {
		return bound[len(bound)-1].Name
	}
	switch {
	case slices.Contains(names, production):
		return production
	case len(names) == 1:
		return names[0]
	}
	return ""
}

// proves tells whether what runs in an environment shows anything of the
// service's stage: what works in dev need not work in production. An empty name
// is the foremost.
func (s *Service) proves(env string) (bool, error) {
	if env == "" {
		return true, nil
	}
	names, err := s.Environments()
	return err == nil && env == s.foremost(names), err
}

// Merged builds every overlay of the service as a proposal would leave it. What
// is in conflict has no manifests yet: that is an error.
func (s *Service) Merged(ctx context.Context, p *Proposal) ([]Environment, fs.FS, error) {
	if n := len(p.op.Conflicts); n > 0 {
		return nil, nil, fmt.Errorf("conflicts are open, so there are no manifests to send: settle them with --resolve first")
	}
	files := s.merged(p.op.Changes).Files
	names, err := manifest.Overlays(files)
	if err != nil {
		return nil, nil, err
	}
	var out []Environment
	for _, name := range names {
		env, err := s.environment(ctx, files, name)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, *env)
	}
	return out, files, nil
}

// Environments builds every overlay of a new service as it would be written.
func (p *Proposal) Environments(ctx context.Context) ([]Environment, fs.FS, error) {
	files := p.op.Template.FS()
	names, err := manifest.Overlays(files)
	if err != nil {
		return nil, nil, err
	}
	var out []Environment
	for _, name := range names {
		objects, err := manifest.Overlay(ctx, files, name)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, Environment{Environment: record.Environment{Name: name}, Objects: objects})
	}
	return out, files, nil
}

func (s *Service) environment(ctx context.Context, files fs.FS, name string) (*Environment, error) {
	env := &Environment{Environment: record.Environment{Name: name}}
	for _, bound := range s.Record.Spec.Environments {
		if bound.Name == name {
			env.Environment = bound
		}
	}
	var err error
	env.Objects, err = manifest.Overlay(ctx, files, name)
	return env, err
}
