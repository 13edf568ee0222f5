package plugin

import (
	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

func newRepairCommand(a *app) *cobra.Command {
	var dryRun dryRunFlag
	var output outputFlag
	cmd := &cobra.Command{
		Use:     "repair [DIR]",
		GroupID: groupService,
		Short:   "Rebuild .svc after damage, or after two changes were merged in git",
		Long: `Rebuild .svc, where the tool keeps what it last rendered: after damage, or after
two branches that each changed the service were merged in git.

The recorded inputs are rendered again; where they cannot be read, those in
svc.yaml are. What differs from the result counts as your edits from then on. No
other file is touched, and a .svc that is sound stays as it is.`,
		Example: `  kubectl svc repair --dry-run
  kubectl svc repair services/orders`,
		Args: maxDirArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := dryRun.validate(cmd); err != nil {
				return err
			}
			if err := output.validate(cmd); err != nil {
				return err
			}
			dir := dirArg(args)
			r, err := scaffold.PlanRepair(cmd.Context(), dir, a.engine...)
			if err != nil {
				return err
			}
			a.warn(r.Warnings...)
			if !dryRun.on() {
				if err := r.Write(cmd.Context(), dir); err != nil {
					return err
				}
			}
			if done, err := output.structured(a, r, r.Name); done {
				return err
			}
			print.Repair(a.streams.Out, r, dryRun.on())
			return nil
		},
	}
	dryRun.add(cmd)
	output.add(cmd, "json", "yaml", "name")
	return cmd
}
