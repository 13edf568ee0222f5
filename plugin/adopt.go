package plugin

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
)

// validateAdoption checks the flags that only an adoption has.
func (o *newOptions) validateAdoption(cmd *cobra.Command) error {
	f := &o.settle
	begins := o.dryRun.on()
	for _, flag := range []string{"stage", "language", "pack", "set", "platform"} {
		begins = begins || cmd.Flags().Changed(flag)
	}
	if err := f.validate(cmd, o.output, begins); err != nil {
		return err
	}
	if !o.req.Adopt && (f.diff || f.index || len(f.resolve) > 0) && !f.ends() {
		return usage(cmd, "--diff, --resolve and --index go with --adopt: a new service has nothing to merge with")
	}
	o.repeated = given(cmd, "dir", "stage", "language", "pack", "platform", "set", "resolve", "index")
	var err error
	o.req.Resolve, err = f.resolutions()
	return err
}

// given are those of some flags that the command line has, as a shell takes
// them.
func given(cmd *cobra.Command, names ...string) []string {
	var out []string
	for _, name := range names {
		f := cmd.Flags().Lookup(name)
		list, isList := f.Value.(interface{ GetSlice() []string })
		switch {
		case !f.Changed:
		case isList:
			for _, v := range list.GetSlice() {
				out = append(out, "--"+name, scaffold.ShellQuote(v))
			}
		case f.Value.Type() == "bool":
			out = append(out, "--"+name)
		default:
			out = append(out, "--"+name, scaffold.ShellQuote(f.Value.String()))
		}
	}
	return out
}

// adopt brings a folder under management.
func (o *newOptions) adopt(ctx context.Context, a *app) error {
	dir := o.req.TargetDir()
	if err := o.settle.indexable(ctx, dir); err != nil {
		return err
	}
	var p *scaffold.Proposal
	err := a.askMissing(&o.req.Set, func() (err error) {
		p, err = scaffold.New(ctx, o.req, a.engine...)
		return err
	})
	if err != nil {
		return err
	}
	if !o.dryRun.on() && o.output.format == "" {
		p, err = a.settle(p, func(answers []plan.Resolution) (*scaffold.Proposal, error) {
			o.req.Resolve = append(o.req.Resolve, answers...)
			return scaffold.New(ctx, o.req, a.engine...)
		})
		if err != nil {
			return err
		}
	}
	warnings := repositoryWarnings(ctx, dir, p.Plan)
	a.warn(warnings...)
	if o.output.format != "" {
		p.Plan.Warnings = append(p.Plan.Warnings, warnings...)
	}
	view := print.Plan{Name: o.req.Name, Command: scaffold.CommandNew, Pack: p.Pack.String(), Plan: p.Plan, DryRun: o.dryRun.on(),
		Dir: filepath.ToSlash(dir), Changes: true, Flags: o.repeated, After: a.after(ctx, dir, p)}
	if o.settle.diff {
		if err := view.Diff(a.streams.Out); err != nil {
			return err
		}
	}
	if !o.dryRun.on() {
		err := a.write(ctx, dir, o.settle.index, p, func() error { return scaffold.Create(ctx, o.req, p) })
		if err != nil {
			return err
		}
	}
	if done, err := o.output.plan(a, p.Plan, o.req.Name); done {
		if err != nil {
			return err
		}
	} else if !o.settle.diff || !o.dryRun.on() {
		view.Adoption(a.streams.Out, p.TakenOver)
	}
	return conflictsLeft(p.Plan, o.dryRun.on())
}

// endAdoption finishes or undoes an adoption that waits.
func (o *newOptions) endAdoption(ctx context.Context, a *app) error {
	dir := o.req.TargetDir()
	if dir == "" {
		dir = "."
	}
	waits, err := scaffold.OpenAdoption(dir)
	if err != nil {
		return err
	}
	defer waits.Close()
	a.recovered(ctx, dir, waits.Recovered())
	if o.req.Name != "" && o.req.Name != waits.Name {
		return fmt.Errorf("what waits in %s is the adoption of %s, not of %s", place(dir), waits.Name, o.req.Name)
	}
	var out *scaffold.Outcome
	if o.settle.cont {
		out, err = waits.Continue(ctx, o.req.Resolve)
	} else {
		out, err = waits.Abort(ctx, o.settle.force)
	}
	if err != nil {
		return pendingError(err)
	}
	a.unmark(ctx, dir, out.Index, out.Undone)
	a.warn(out.Warnings...)
	done := result{waits.Name, scaffold.CommandNew, "continued", out.Stage, out.Warnings}
	if out.Undone {
		done.Done = "aborted"
	}
	if done, err := o.output.structured(a, done, waits.Name); done {
		return err
	}
	if out.Undone {
		fmt.Fprintf(a.streams.Out, "Undone: %s is as it was before the adoption.\n", place(dir))
		return nil
	}
	print.Adopted(a.streams.Out, waits.Name, filepath.ToSlash(dir), out.Stage, print.After{Git: inRepository(ctx, dir)})
	return nil
}
