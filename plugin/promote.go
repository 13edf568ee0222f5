package plugin

import (
	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

func newPromoteCommand(a *app) *cobra.Command {
	var flags mergeFlags
	var to string
	cmd := &cobra.Command{
		Use:     "promote [DIR]",
		GroupID: groupService,
		Short:   "Move a service to its next stage, keeping every edit",
		Long: `Move a service to its next stage.

First the gates of the new stage are asked of the repository as it is and of the
service as it runs (--env): 'kubectl svc check --for STAGE' shows them
beforehand. One that is required and not met stops the promotion, unless --waive
records an owned, expiring exception. With --offline nobody is asked about the
running service; that is remembered until a check has.

The files of the new stage are merged, three ways, with what the team has made
of the old ones: what only you changed stays yours, what only the template
changed is updated, and where both changed the same lines the conflict is
marked. While a conflict is open the service stays at its stage: settle it and
run again with --continue, or undo everything with --abort. What the merge leads
to must hold the guarantees of the stage; otherwise nothing is written.`,
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
			return a.changeStage(cmd, args, &flags, scaffold.CommandPromote, to)
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&to, "to", "", "Stage to go to (default: the next one)")
	flags.gates.add(cmd)
	flags.gates.running.add(cmd)
	completeFromPack(cmd, "to", stagesAbove)
	return cmd
}
