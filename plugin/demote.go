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
			if err := flags.validate(cmd); err != nil {
				return err
			}
			if to != "" && (flags.cont || flags.abort) {
				return usage(cmd, "--to does not go with --continue or --abort")
			}
			req, err := flags.request(scaffold.CommandDemote)
			if err != nil {
				return err
			}
			req.To = to
			t := &transition{app: a, dir: dirArg(args), flags: &flags, req: req}
			return a.atTop(t.run(cmd.Context()), &flags)
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&to, "to", "", "Stage to go to")
	completeFromPack(cmd, "to", stageNames)
	return cmd
}
