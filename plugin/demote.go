package plugin

import (
	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

func newDemoteCommand(a *app) *cobra.Command {
	var flags mergeFlags
	var to string
	cmd := &cobra.Command{
		Use:     "demote [DIR] --to STAGE",
		GroupID: groupService,
		Short:   "Move a service to an earlier stage, keeping every edit",
		Long: `Move a service to an earlier stage, by the same merge as promote.

What the later stage added and nobody edited goes, and every file that goes is
named. What you edited stays, as a conflict where the template deletes it.`,
		Example: `  kubectl svc demote --to rapid --dry-run
  kubectl svc demote --to rapid`,
		Args: maxDirArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeStage(cmd, args, &flags, scaffold.CommandDemote, to)
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&to, "to", "", "Stage to go to")
	completeFromPack(cmd, "to", stagesBelow)
	return cmd
}
