package plugin

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

func newPromoteCommand(a *app) *cobra.Command {
	var flags mergeFlags
	var to string
	var offline bool
	cmd := &cobra.Command{
		Use:     "promote [DIR]",
		GroupID: groupService,
		Short:   "Move a service to its next stage, keeping every edit",
		Long: `Move a service to its next stage.

The files of the new stage are merged, three ways, with what the team has made
of the old ones: what only you changed stays yours, what only the template
changed is updated, and where both changed the same lines the conflict is
marked. While a conflict is open the service stays at its stage: settle it and
run again with --continue, or undo everything with --abort.`,
		Example: `  # What would change, and why
  kubectl svc promote --dry-run

  # The same as a diff
  kubectl svc promote --dry-run --diff

  # Do it; the stage asks for an owner and an image
  kubectl svc promote --set owner=team-checkout --set image=registry.internal/orders

  # Two stages at once, my version wherever both changed a line of the Dockerfile
  kubectl svc promote --to critical --resolve yours=Dockerfile`,
		Args: maxDirArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.validate(cmd); err != nil {
				return err
			}
			if to != "" && (flags.cont || flags.abort) {
				return usage(cmd, "--to does not go with --continue or --abort")
			}
			req, err := flags.request(scaffold.CommandPromote)
			if err != nil {
				return err
			}
			req.To = to
			t := &transition{app: a, dir: dirArg(args), flags: &flags, req: req}
			return a.atTop(t.run(cmd.Context()), &flags)
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&to, "to", "", "Stage to go to (default: the next one)")
	cmd.Flags().BoolVar(&offline, "offline", false, "Ask no cluster: gates that need one are skipped, which is said in every output")
	completeFromPack(cmd, "to", stageNames)
	return cmd
}

// atTop turns "there is nothing to promote to" into a message: it is no error.
func (a *app) atTop(err error, flags *mergeFlags) error {
	var top *scaffold.TopError
	if !errors.As(err, &top) {
		return err
	}
	if done, err := flags.output.structured(a, result{Name: top.Name, Command: scaffold.CommandPromote, Done: "nothing"}, top.Name); done {
		return err
	}
	_, err = fmt.Fprintf(a.streams.Out, "%s.\n", top.Error())
	return err
}
