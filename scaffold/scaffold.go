// Package scaffold is the engine of kubectl svc as a Go API: it makes services
// from template packs and moves them between stages, in the repository their
// team has been editing since. It knows no terminal and no cluster.
//
// Data goes one way: the service's record and a pack are rendered to a tree of
// files, the tree is merged with the repository into a plan, and the plan is
// written as one transaction.
package scaffold

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/render"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// Commands that an operation can belong to.
const (
	CommandNew     = "new"
	CommandPromote = "promote"
	CommandDemote  = "demote"
	CommandUpdate  = "update"
	CommandRepair  = "repair"
)

// Proposal is a plan together with all that is needed to write it.
type Proposal struct {
	Plan *plan.Plan
	// Pack is what the files were rendered from.
	Pack *pack.Pack
	// Verdicts are what gates say of it.
	Verdicts Verdicts
	// TakenOver are files of an adopted folder that stay as they are, since the
	// template has the same.
	TakenOver []string

	op    *workspace.Operation
	stale bool // the state has to be written even if no file changes
	gated bool // gates that are not met keep it from being written
}

// Changes tells whether writing the proposal changes anything at all.
func (p *Proposal) Changes() bool {
	return len(p.op.Changes) > 0 || !sameFile(p.op.Record) || p.stale || len(p.op.Conflicts) > 0
}

// Blocked returns a *GatesError where required gates keep the proposal from
// being written.
func (p *Proposal) Blocked() error {
	blocking := p.Verdicts.Blocking()
	if !p.gated || len(blocking) == 0 {
		return nil
	}
	return &GatesError{Service: p.op.Rendered.Name, From: p.Plan.Stage.From, To: p.Plan.Stage.To, Blocking: blocking}
}

// Has tells whether the pack makes a file at the path.
func (p *Proposal) Has(path string) bool {
	_, ok := p.op.Template[path]
	return ok
}

func sameFile(c workspace.Change) bool {
	return c.Before != nil && c.After != nil && c.Before.Equal(*c.After)
}

// inputs are those of a rendering of a record, for a service in that folder of
// its repository.
func inputs(p *pack.Pack, r *record.Record, folder string) (render.Inputs, error) {
	if err := p.CheckStage(r.Spec.Stage); err != nil {
		return render.Inputs{}, err
	}
	if err := p.CheckLanguage(r.Spec.Language); err != nil {
		return render.Inputs{}, err
	}
	if err := checkPlatform(p, r.Spec.Platform); err != nil {
		return render.Inputs{}, err
	}
	values, err := p.Values(r.Spec.Stage, r.Spec.Language, r.Spec.Parameters)
	return render.Inputs{
		Name: r.Metadata.Name, Stage: r.Spec.Stage, Language: r.Spec.Language, Path: folder,
		Platform: r.Spec.Platform, Parameters: values,
	}, err
}

// renderRecord renders a record with a pack.
func (o options) renderRecord(ctx context.Context, p *pack.Pack, r *record.Record, folder string) (*render.Result, error) {
	in, err := inputs(p, r, folder)
	if err != nil {
		return nil, err
	}
	return o.render(ctx, p, in)
}

// checkPlatform refuses platforms the pack has no templates for.
func checkPlatform(p *pack.Pack, platforms []string) error {
	for i, name := range platforms {
		switch {
		case !slices.Contains(p.Spec.Platforms, name):
			known := strings.Join(p.Spec.Platforms, ", ")
			if known == "" {
				known = "none"
			}
			return fmt.Errorf("unknown platform %q: pack %s knows %s", name, p, known)
		case slices.Index(platforms, name) != i:
			return fmt.Errorf("platform %q is named twice", name)
		}
	}
	return nil
}

// rendered are the inputs as the state keeps them.
func rendered(p *pack.Pack, r *record.Record, folder string) workspace.Rendered {
	platform, params := r.Spec.Platform, r.Spec.Parameters
	if platform == nil {
		platform = []string{}
	}
	if params == nil {
		params = map[string]any{}
	}
	ref := r.Spec.Pack
	if ref.Source != "" {
		// The built-in pack is known by its version alone.
		ref.Digest = p.Digest
	}
	return workspace.Rendered{
		Name: r.Metadata.Name, Stage: r.Spec.Stage, Language: r.Spec.Language, Path: folder,
		Pack: ref, Extends: p.Bases(), Platform: platform, Parameters: params,
	}
}

// policies are the rules' policies for the files of a tree.
func policies(rule func(path string) pack.FileRule, t tree.Tree) map[string]pack.Policy {
	out := make(map[string]pack.Policy, len(t))
	for path := range t {
		out[path] = rule(path).Policy
	}
	return out
}

// setParameters parses name=value pairs into a record.
func setParameters(p *pack.Pack, r *record.Record, set []string) error {
	for _, pair := range set {
		name, text, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			return fmt.Errorf("--set %q: write --set NAME=VALUE", pair)
		}
		param, known := p.Parameter(name)
		if !known {
			return fmt.Errorf("--set %s: unknown parameter: pack %s has %s", name, p, strings.Join(p.ParameterNames(), ", "))
		}
		value, err := param.ParseValue(text)
		if err != nil {
			return fmt.Errorf("--set %s: %w", name, err)
		}
		if r.Spec.Parameters == nil {
			r.Spec.Parameters = map[string]any{}
		}
		r.Spec.Parameters[name] = value
	}
	return nil
}

// labels name the sides of a merge.
func labels(from, to string, fromPack, toPack string) merge.Labels {
	return merge.Labels{
		Yours:    "yours",
		Base:     fmt.Sprintf("base (%s, %s)", from, fromPack),
		Template: fmt.Sprintf("template (%s, %s)", to, toPack),
	}
}

// IsMissing returns the parameters that an error says are missing, for a face
// that can ask.
func IsMissing(err error) (*pack.MissingError, bool) {
	var m *pack.MissingError
	ok := errors.As(err, &m)
	return m, ok
}
