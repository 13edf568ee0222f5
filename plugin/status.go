package plugin

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

// Exit codes of status --exit-code, as diff has them.
const (
	statusDrift   = 1
	statusTrouble = 2
)

type statusOptions struct {
	recursive bool
	exitCode  bool
	env       string
	output    outputFlag
}

func newStatusCommand(a *app) *cobra.Command {
	o := &statusOptions{}
	cmd := &cobra.Command{
		Use:     "status [DIR…]",
		GroupID: groupLook,
		Short:   "Show a service's stage and how it differs from what was generated",
		Long: `Show the stage of a service and its drift: how record, base, repository and pack
differ from each other. With --env also what runs in that environment, and how it
differs from the overlay; without, no cluster is asked.

With several folders, or -R, there is a line for each service. With --exit-code
the exit code is 1 where there is drift and 2 where something went wrong; edits
are yours and no drift in this sense.`,
		Example: `  kubectl svc status
  kubectl svc status --env production

  # Every service of a repository, in CI
  kubectl svc status -R --exit-code`,
		RunE: func(cmd *cobra.Command, args []string) error {
			err := o.validate(cmd, args)
			if err == nil {
				err = o.run(cmd.Context(), a, args)
			}
			return o.coded(err)
		},
	}
	fs := cmd.Flags()
	fs.BoolVarP(&o.recursive, "recursive", "R", false, "Look for services in the folders below, too")
	fs.BoolVar(&o.exitCode, "exit-code", false, "Exit with 1 where there is drift, 2 on an error")
	addEnv(cmd, &o.env, "Ask the cluster, too, about this environment")
	o.output.add(cmd, "json", "yaml", "name")
	return cmd
}

func (o *statusOptions) validate(cmd *cobra.Command, args []string) error {
	if o.env != "" && (o.recursive || len(args) > 1) {
		return usage(cmd, "--env is for one service")
	}
	return o.output.validate(cmd)
}

// coded gives errors the code of trouble where drift has that of an error.
func (o *statusOptions) coded(err error) error {
	if err == nil || !o.exitCode {
		return err
	}
	var drift *codedError
	if errors.As(err, &drift) && drift.code == statusDrift {
		return err
	}
	return &codedError{code: statusTrouble, message: err.Error()}
}

func (o *statusOptions) run(ctx context.Context, a *app, args []string) error {
	if o.recursive || len(args) > 1 {
		return o.many(ctx, a, args)
	}
	dir := dirArg(args)
	svc, err := a.open(ctx, dir)
	var waits *scaffold.PendingError
	if errors.As(err, &waits) && o.env == "" { // the folder is not a service yet
		return o.show(ctx, a, dir, print.ServiceStatus{Status: scaffold.AdoptionStatus(waits.Waiting)})
	}
	if err != nil {
		return err
	}
	defer svc.Close()
	status, err := svc.Status(ctx, nil)
	if err != nil {
		return err
	}
	view := print.ServiceStatus{Status: status}
	if o.env != "" {
		if view.Live, err = a.live(ctx, svc, o.env); err != nil {
			return err
		}
		if drift := view.Live.Drift(svc.Dir()); drift != nil {
			status.Drift = append(status.Drift, *drift)
		}
	}
	return o.show(ctx, a, dir, view)
}

// show prints the status of one service.
func (o *statusOptions) show(ctx context.Context, a *app, dir string, view print.ServiceStatus) error {
	view.Warnings = stateWarnings(ctx, dir)
	a.warn(view.Warnings...)
	if done, err := o.output.structured(a, view, view.Name); !done {
		view.Print(a.streams.Out)
	} else if err != nil {
		return err
	}
	if view.Live != nil && view.Live.Unknown != "" {
		return fmt.Errorf("whether it differs from the overlay is not known: %s", view.Live.Unknown)
	}
	return o.drifted(view.Status)
}

// drifted is the error of a service with drift, where that was asked for.
func (o *statusOptions) drifted(all ...*scaffold.Status) error {
	n := 0
	for _, status := range all {
		if status.Drifted() {
			n++
		}
	}
	if !o.exitCode || n == 0 {
		return nil
	}
	return &codedError{code: statusDrift}
}

// live looks at what runs of an environment.
func (a *app) live(ctx context.Context, svc *scaffold.Service, name string) (*print.Live, error) {
	env, err := svc.Environment(ctx, name)
	if err != nil {
		return nil, err
	}
	t, err := a.reach(env)
	if err != nil {
		return nil, err
	}
	live := &print.Live{Environment: env.Name, Context: t.Context, Namespace: t.namespace}
	if live.Workloads, err = t.Workloads(ctx, t.namespace, env.Objects); err != nil {
		return nil, err
	}
	found, err := t.Compare(ctx, svc.Name(), t.namespace, env.Objects)
	if err != nil {
		// What runs is worth showing all the same.
		print.ApplyFailed(a.streams.ErrOut, err)
		live.Unknown = err.Error()
	}
	live.Differs = []string{}
	for _, d := range found {
		live.Differs = append(live.Differs, d.Object)
	}
	return live, nil
}
