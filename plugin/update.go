package plugin

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

func newUpdateCommand(a *app) *cobra.Command {
	var flags mergeFlags
	var pack string
	var platform []string
	cmd := &cobra.Command{
		Use:     "update [DIR]",
		GroupID: groupService,
		Short:   "Bring a newer pack or a changed svc.yaml into the files",
		Long: `Render the service again at its stage, and merge the result.

This is how a changed svc.yaml takes effect, and how a newer pack reaches the
service.`,
		Example: `  # After editing parameters in svc.yaml
  kubectl svc update

  # The same by flag
  kubectl svc update --set port=9000`,
		Args: maxDirArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.validate(cmd); err != nil {
				return err
			}
			req, err := flags.request(scaffold.CommandUpdate)
			if err != nil {
				return err
			}
			req.Pack = pack
			if cmd.Flags().Changed("platform") {
				list, err := platforms(cmd, platform)
				if err != nil {
					return err
				}
				req.Platform = &list
			}
			t := &transition{app: a, dir: dirArg(args), flags: &flags, req: req}
			t.auto = slices.Equal(platform, []string{autoPlatform})
			return t.run(cmd.Context())
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&pack, "pack", "", "Render with this pack from now on, as for new, or standard")
	addPlatformFlag(cmd, &platform)
	flags.gates.add(cmd)
	return cmd
}
