package scaffold

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// Repair rebuilds a service's state and base, which were damaged or merged in
// git, by rendering its inputs again.
type Repair struct {
	Name  string `json:"name"`
	Stage string `json:"stage"`
	Pack  string `json:"pack"`
	// Problem is what was found; empty: there is nothing to repair.
	Problem string `json:"problem,omitempty"`
	// Inputs is the file that the inputs were read from.
	Inputs string `json:"inputs,omitempty"`
	// Edited, Deleted and Odd are what then counts as the user's own: files that
	// differ from what is rendered, files that are gone, and paths where no file
	// stands.
	Edited   []string `json:"edited,omitempty"`
	Deleted  []string `json:"deleted,omitempty"`
	Odd      []string `json:"odd,omitempty"`
	Warnings []string `json:"warnings,omitempty"`

	op *workspace.Operation
}

// repairable tells in an error about damage how to repair it.
func repairable(err error, dir string) error {
	var damage *workspace.DamageError
	if !errors.As(err, &damage) {
		return err
	}
	return fmt.Errorf("%w: rebuild it with '%s', or bring %s back from version control", err, CommandLine(CommandRepair, dir), workspace.Dir)
}

// PlanRepair looks for damage and renders what repairs it. It writes nothing.
func PlanRepair(ctx context.Context, dir string, opts ...Option) (*Repair, error) {
	o := optionsOf(opts)
	ws, err := openSettled(dir, o)
	if err != nil {
		return nil, err
	}
	defer ws.Close()
	sound, err := ws.Load()
	if err == nil {
		was := sound.State.Rendered
		return &Repair{Name: was.Name, Stage: was.Stage, Pack: was.Pack.Name + " " + was.Pack.Version}, nil
	}
	var damage *workspace.DamageError
	if !errors.As(err, &damage) {
		return nil, err // such as a svc.yaml that has to be mended by hand first
	}
	c, salvaged, err := ws.Salvage()
	if err != nil {
		return nil, err
	}
	r := &Repair{Problem: damage.Error(), Inputs: record.FileName}
	want := c.Record.Clone()
	var unproven []string
	if salvaged != nil {
		inputs := salvaged.Rendered
		unproven = salvaged.Unproven
		r.Inputs = workspace.Dir + "/state.yaml"
		want.Metadata.Name = inputs.Name
		want.Spec.Stage, want.Spec.Language, want.Spec.Pack = inputs.Stage, inputs.Language, inputs.Pack
		want.Spec.Platform, want.Spec.Parameters = inputs.Platform, inputs.Parameters
	}
	p, err := r.pack(ctx, want.Spec.Pack, salvaged, dir)
	if err != nil {
		return nil, err
	}
	where, err := workspace.Locate(dir)
	if err != nil {
		return nil, err
	}
	made, err := o.renderRecord(ctx, p, want, where.Path)
	if err != nil {
		return nil, fmt.Errorf("rendering the inputs in %s: %w", r.Inputs, err)
	}
	template := made.Files
	r.Name, r.Stage, r.Pack = want.Metadata.Name, want.Spec.Stage, p.String()
	if r.Edited, r.Deleted, r.Odd, err = edits(ctx, ws, template); err != nil {
		return nil, err
	}
	r.op = repairOperation(p, want, where.Path, c.RecordFile, template)
	r.op.Unproven = unproven
	return r, nil
}

func repairOperation(p *pack.Pack, want *record.Record, folder string, file tree.File, template tree.Tree) *workspace.Operation {
	return &workspace.Operation{
		Command: CommandRepair, Own: workspace.OwnRepair,
		Stage:    plan.Stages{From: want.Spec.Stage, To: want.Spec.Stage},
		Record:   workspace.Change{Path: record.FileName, Before: &file, After: &file},
		Rendered: rendered(p, want, folder), Template: template, Policies: policies(p.Rule, template),
	}
}

// pack opens the pack that the files were rendered from. Another version would
// render another base: what it changes would count as the user's own edits, and
// never come.
func (r *Repair) pack(ctx context.Context, ref record.PackRef, was *workspace.State, dir string) (*pack.Pack, error) {
	p, err := source.OpenPinned(ctx, ref.Source, ref.Digest, dir)
	if err != nil {
		return nil, err
	}
	if p.Metadata.Name != ref.Name || p.Metadata.Version != ref.Version {
		return nil, fmt.Errorf("the files were rendered from pack %s %s, and at hand is %s: repair with that version, or bring %s back from version control",
			ref.Name, ref.Version, p, workspace.Dir)
	}
	if was != nil && !slices.Equal(was.Rendered.Extends, p.Bases()) {
		return nil, fmt.Errorf("the files were rendered from pack %s on %s, and at hand it is on %s: repair with that version, or bring %s back from version control",
			p, listed(was.Rendered.Extends), listed(p.Bases()), workspace.Dir)
	}
	if ref.Digest != "" && ref.Digest != p.Digest {
		r.Warnings = append(r.Warnings, fmt.Sprintf("pack %s has other content than what the files were rendered from: what it changed since counts as edited", p))
	}
	return p, nil
}

// Write rebuilds the state and the base, and touches no other file.
func (r *Repair) Write(ctx context.Context, dir string, opts ...Option) error {
	if r.op == nil {
		return nil
	}
	ws, err := workspace.Open(dir, optionsOf(opts).disk...)
	if err != nil {
		return err
	}
	defer ws.Close()
	release, err := ws.Lock()
	if err != nil {
		return err
	}
	defer release()
	return ws.Apply(ctx, r.op)
}
