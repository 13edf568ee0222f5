package plugin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/cluster"
	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

type applyOptions struct {
	env     string
	dryRun  dryRunFlag
	output  outputFlag
	force   bool
	wait    bool
	undo    bool
	timeout time.Duration
}

func newApplyCommand(a *app) *cobra.Command {
	o := &applyOptions{}
	cmd := &cobra.Command{
		Use:     "apply [DIR] --env ENV",
		GroupID: groupService,
		Short:   "Bring an environment's overlay into the cluster, and wait until it runs",
		Long: `Build the overlay of an environment, apply it server-side as field manager
kubectl-svc, wait until every workload has rolled out, then delete what an
earlier apply brought and the overlay no longer has.

All of it is first tried by the API server without keeping it: what is refused,
or belongs to another field manager, is named, and nothing is applied. A number
of replicas that the manifests leave to an autoscaler is handed over, never
lowered. After an interruption or an error, the same command goes on from there.`,
		Example: `  # What would it do?
  kubectl svc apply --env staging --dry-run=server

  # Do it, and go back to the previous revision if the pods do not become ready
  kubectl svc apply --env production --undo-on-failure --timeout 10m`,
		Args: maxDirArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.validate(cmd); err != nil {
				return err
			}
			return o.run(cmd.Context(), a, dirArg(args))
		},
	}
	fs := cmd.Flags()
	addEnv(cmd, &o.env, "Environment, which is a folder in deploy/overlays (default: the only one)")
	o.dryRun.add(cmd)
	o.output.add(cmd, "json", "yaml", "name")
	fs.BoolVar(&o.force, "force-conflicts", false, "Take over fields that belong to other field managers")
	fs.BoolVar(&o.wait, "wait", true, "Wait until every workload has rolled out")
	fs.BoolVar(&o.undo, "undo-on-failure", false, "Bring the previous pods back if the rollout does not get through")
	fs.DurationVar(&o.timeout, "timeout", 5*time.Minute, "How long all of it may take")
	return cmd
}

func (o *applyOptions) validate(cmd *cobra.Command) error {
	switch {
	case o.undo && !o.wait:
		return usage(cmd, "--undo-on-failure does not go with --wait=false: a rollout that nobody watches cannot fail")
	case o.timeout <= 0:
		return usage(cmd, "--timeout must be more than nothing, such as 5m")
	}
	return errors.Join(o.dryRun.validate(cmd), o.output.validate(cmd))
}

// applied is what -o prints.
type applied struct {
	Service     string             `json:"service"`
	Environment string             `json:"environment"`
	Context     string             `json:"context,omitempty"`
	Namespace   string             `json:"namespace"`
	DryRun      string             `json:"dryRun,omitempty"`
	Objects     []cluster.Done     `json:"objects"`
	Rollouts    []cluster.Progress `json:"rollouts,omitempty"`
}

func (o *applyOptions) run(ctx context.Context, a *app, dir string) error {
	svc, err := a.open(ctx, dir)
	if err != nil {
		return err
	}
	defer svc.Close()
	env, err := svc.Environment(ctx, o.env)
	if err != nil {
		return err
	}
	t, err := a.reach(env)
	if err != nil {
		return err
	}
	view := print.NewApply(a.streams.Out, a.streams.ErrOut, o.output.format != "", o.dryRun.suffix())
	result := applied{Service: svc.Name(), Environment: env.Name, Context: t.Context, Namespace: t.namespace, Objects: []cluster.Done{}}
	if o.dryRun.on() {
		result.DryRun = o.dryRun.value
	}
	view.Begin(svc.Name(), env.Name, t.String(), t.namespace)
	report := func(e cluster.Event) {
		if e.Done != nil {
			result.Objects = append(result.Objects, *e.Done)
		}
		if e.Progress != nil {
			result.Rollouts = e.Progress
		}
		view.Event(e)
	}
	if o.dryRun.value == dryRunClient {
		o.pretend(env, report)
	} else {
		err = t.Apply(ctx, cluster.ApplyRequest{
			Service: svc.Name(), Namespace: t.namespace, Objects: env.Objects, Force: o.force,
			DryRun: o.dryRun.value == dryRunServer, Wait: o.wait, Undo: o.undo, Timeout: o.timeout, Report: report,
		})
	}
	view.End()
	var out error
	switch o.output.format {
	case "name":
		for _, d := range result.Objects {
			fmt.Fprintln(a.streams.Out, d.Object)
		}
	default:
		_, out = o.output.structured(a, result, svc.Name())
	}
	if err != nil {
		print.ApplyFailed(a.streams.ErrOut, err)
		return err
	}
	return out
}

// pretend tells what would be sent, without asking the cluster.
func (o *applyOptions) pretend(env *scaffold.Environment, report func(cluster.Event)) {
	for _, object := range env.Objects {
		report(cluster.Event{Done: &cluster.Done{Object: cluster.Reference(object), Action: "sent"}})
	}
}
