package plugin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
)

// transition is what promote, demote and update have in common: propose, show,
// settle conflicts, write, tell.
type transition struct {
	app   *app
	dir   string
	flags *mergeFlags
	req   scaffold.Request
	auto  bool // the cluster is asked for its platforms
}

func (t *transition) run(ctx context.Context) error {
	svc, err := t.app.open(ctx, t.dir)
	if err != nil {
		return err
	}
	defer svc.Close()
	switch {
	case t.flags.cont:
		return t.finish(ctx, svc)
	case t.flags.abort:
		return t.undo(ctx, svc)
	}
	if err := t.flags.indexable(ctx, t.dir); err != nil {
		return err
	}
	if t.auto {
		if err := t.detect(ctx, svc); err != nil {
			return err
		}
	}
	if t.req.Command == scaffold.CommandPromote {
		if err := t.app.watch(svc, &t.flags.gates.running, &t.req.Judging); err != nil {
			return err
		}
	}
	var proposal *scaffold.Proposal
	err = t.app.askMissing(&t.req.Set, func() (err error) {
		proposal, err = svc.Propose(ctx, t.req)
		return err
	})
	if err != nil {
		return err
	}
	if proposal.Blocked() == nil {
		if proposal, err = t.settle(ctx, svc, proposal); err != nil {
			return err
		}
	}
	warnings := repositoryWarnings(ctx, t.dir, proposal.Plan)
	t.app.warn(warnings...)
	if t.flags.output.format != "" { // the summary has its own
		proposal.Plan.Warnings = append(proposal.Plan.Warnings, warnings...)
	}
	view := print.Plan{Name: svc.Name(), Command: t.req.Command, Pack: proposal.Pack.String(),
		Plan: proposal.Plan, DryRun: t.flags.dryRun.on(), Dir: t.dir, Changes: proposal.Changes(), Blocked: proposal.Blocked() != nil, Flags: t.repeated(), After: t.app.after(ctx, t.dir, proposal)}
	if t.flags.diff {
		if err := view.Diff(t.app.streams.Out); err != nil {
			return err
		}
	}
	if err := proposal.Blocked(); err != nil && !t.flags.dryRun.on() {
		return t.app.blocked(err)
	}
	if !t.flags.dryRun.on() && proposal.Changes() {
		err := t.app.write(ctx, t.dir, t.flags.index, proposal, func() error { return svc.Write(ctx, proposal) })
		if err != nil {
			return err
		}
	}
	if err := t.show(view, proposal.Verdicts.Told()); err != nil {
		return err
	}
	if t.flags.dryRun.value == dryRunServer && proposal.Plan.Conflicts() == 0 {
		err := t.app.refused(ctx, func(ctx context.Context) ([]scaffold.Environment, fs.FS, error) { return svc.Merged(ctx, proposal) })
		if err != nil {
			return err
		}
	}
	if err := proposal.Blocked(); err != nil {
		return t.app.blocked(err)
	}
	return conflictsLeft(proposal.Plan, t.flags.dryRun.on())
}

// detect sets the platforms that the cluster offers. Unlike for a new service,
// a cluster that does not answer is an error: none would take manifests away.
func (t *transition) detect(ctx context.Context, svc *scaffold.Service) error {
	p, err := svc.PackFor(ctx, t.req)
	if err != nil {
		return err
	}
	found, err := t.app.detect(ctx, p)
	if err != nil {
		return fmt.Errorf("--platform auto: %w; nothing was changed", err)
	}
	t.req.Platform = &found
	return nil
}

// settle asks about conflicts, where there is a terminal and the plan is to be
// carried out.
func (t *transition) settle(ctx context.Context, svc *scaffold.Service, p *scaffold.Proposal) (*scaffold.Proposal, error) {
	if t.flags.dryRun.on() || t.flags.output.format != "" {
		return p, nil
	}
	return t.app.settle(p, func(answers []plan.Resolution) (*scaffold.Proposal, error) {
		t.req.Resolve = append(t.req.Resolve, answers...)
		return svc.Propose(ctx, t.req)
	})
}

// blocked prints the gates that keep a service from its stage, and gives the
// error their exit code. Another error is returned as it is.
func (a *app) blocked(err error) error {
	var gates *scaffold.GatesError
	if !errors.As(err, &gates) {
		return err
	}
	print.Blocking(a.streams.ErrOut, gates.Blocking)
	return &codedError{code: exitGates, message: gates.Error() + "; mend them, or except one with --waive GATE=REASON --until DATE"}
}

// after is what the user can do next in the folder.
func (a *app) after(ctx context.Context, dir string, p *scaffold.Proposal) print.After {
	return print.After{Git: inRepository(ctx, dir), Make: p.Has("Makefile")}
}

// repeated are the flags that decide what a plan says, as a shell takes them.
func (t *transition) repeated() []string {
	var out []string
	add := func(flag string, values []string) {
		for _, v := range values {
			out = append(out, flag, scaffold.ShellQuote(v))
		}
	}
	if t.req.Pack != "" {
		add("--pack", []string{t.req.Pack})
	}
	if t.req.Platform != nil {
		add("--platform", []string{cmp.Or(strings.Join(*t.req.Platform, ","), "none")})
	}
	add("--set", t.req.Set)
	add("--resolve", t.flags.resolve)
	add("--restore", t.req.Restore)
	return append(out, t.flags.gates.repeated()...)
}

// judgedPlan is a plan as -o prints it: with the gates that do not simply pass.
type judgedPlan struct {
	*plan.Plan
	Gates []gate.Judged `json:"gates,omitempty"`
}

func (t *transition) show(view print.Plan, told []gate.Judged) error {
	if t.flags.output.format != "" {
		view.Plan.Explain()
	}
	if done, err := t.flags.output.structured(t.app, judgedPlan{view.Plan, told}, view.Name); done {
		return err
	}
	view.Gates = told
	if !t.flags.diff || !t.flags.dryRun.on() {
		view.Summary(t.app.streams.Out)
	}
	return nil
}

// conflictsLeft is the error of a plan with open conflicts.
func conflictsLeft(p *plan.Plan, dryRun bool) error {
	n := p.Conflicts()
	if n == 0 {
		return nil
	}
	files := 0
	for i := range p.Actions {
		if len(p.Actions[i].Conflicts) > 0 {
			files++
		}
	}
	message := fmt.Sprintf("%s left in %s: settle them, then --continue, or --abort", print.Count(n, "conflict"), print.Count(files, "file"))
	if dryRun {
		message = fmt.Sprintf("there would be %s in %s; nothing was written", print.Count(n, "conflict"), print.Count(files, "file"))
	}
	return &codedError{code: exitConflicts, message: message}
}

// result is what --continue and --abort print as JSON.
type result struct {
	Name    string      `json:"name"`
	Command string      `json:"command"`
	Done    string      `json:"done"` // continued or aborted
	Stage   plan.Stages `json:"stage"`
	// Warnings are missing where there are none.
	Warnings []string `json:"warnings,omitempty"`
}

func (t *transition) finish(ctx context.Context, svc *scaffold.Service) error {
	out, err := svc.Continue(ctx, t.req.Command, t.req.Resolve, t.req.Judging)
	if err != nil {
		return t.app.blocked(pendingError(err))
	}
	t.app.unmark(ctx, t.dir, out.Index, out.Undone)
	t.app.warn(out.Warnings...)
	if out.Undone { // it had been an --abort that was interrupted
		return t.undone(svc, out)
	}
	stages := out.Stage
	if done, err := t.flags.output.structured(t.app, result{svc.Name(), t.req.Command, "continued", stages, out.Warnings}, svc.Name()); done {
		return err
	}
	fmt.Fprintln(t.app.streams.Out, print.Reached(svc.Name(), t.req.Command, stages))
	after := print.After{Git: inRepository(ctx, t.dir), Make: svc.Has("Makefile")}
	print.Next(t.app.streams.Out, t.dir, after.Steps(svc.Name(), t.req.Command, stages))
	return nil
}

func (t *transition) undo(ctx context.Context, svc *scaffold.Service) error {
	out, err := svc.Abort(ctx, t.req.Command, t.flags.force)
	if err != nil {
		return pendingError(err)
	}
	t.app.unmark(ctx, t.dir, out.Index, out.Undone)
	return t.undone(svc, out)
}

func (t *transition) undone(svc *scaffold.Service, out *scaffold.Outcome) error {
	if done, err := t.flags.output.structured(t.app, result{svc.Name(), t.req.Command, "aborted", out.Stage, out.Warnings}, svc.Name()); done {
		return err
	}
	fmt.Fprintf(t.app.streams.Out, "Undone: %s is at %s, every file as it was before the %s.\n", svc.Name(), out.Stage.From, t.req.Command)
	return nil
}
