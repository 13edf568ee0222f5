package plugin

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

func newStatusCommand(a *app) *cobra.Command {
	var output outputFlag
	cmd := &cobra.Command{
		Use:     "status [DIR]",
		GroupID: groupLook,
		Short:   "Show a service's stage and how it differs from what was generated",
		Example: `  kubectl svc status
  kubectl svc status services/orders -o json`,
		Args: maxDirArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := output.validate(cmd); err != nil {
				return err
			}
			status, err := a.status(cmd.Context(), dirArg(args))
			if err != nil {
				return err
			}
			status.Warnings = stateWarnings(cmd.Context(), dirArg(args))
			a.warn(status.Warnings...)
			if done, err := output.structured(a, status, status.Name); done {
				return err
			}
			print.Status(a.streams.Out, status)
			return nil
		},
	}
	output.add(cmd, "json", "yaml", "name")
	return cmd
}

func (a *app) status(ctx context.Context, dir string) (*scaffold.Status, error) {
	svc, err := a.open(ctx, dir)
	var waits *scaffold.PendingError
	if errors.As(err, &waits) { // the folder is not a service yet
		return scaffold.AdoptionStatus(waits.Waiting), nil
	}
	if err != nil {
		return nil, err
	}
	defer svc.Close()
	return svc.Status(ctx)
}
