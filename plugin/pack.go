package plugin

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
)

func newPackCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "pack",
		GroupID: groupPacks,
		Short:   "Look at template packs, and write your own",
		Long: `A pack says what services are made of, and what they have to hold at each stage.
The standard one is built in; your own extends it, or stands for itself. It is a
folder, an archive, a folder of a git repository or an artifact in a registry.`,
		Example: `  # A pack of your own
  kubectl svc pack init acme
  kubectl svc pack lint acme
  kubectl svc pack test acme --update

  # Use it
  kubectl svc new orders --pack acme
  kubectl svc new orders --pack git+https://git.internal/platform/packs.git//acme@v1.0.0
  kubectl svc new orders --pack oci://registry.internal/packs/acme:1.0.0`,
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newPackListCommand(a), newPackShowCommand(a), newPackInitCommand(a), newPackLintCommand(a), newPackTestCommand(a))
	return cmd
}

// onePack accepts the one pack that a command is about.
func onePack(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage(cmd, "name one pack: %s PACK", cmd.CommandPath())
	}
	return nil
}

func newPackListCommand(a *app) *cobra.Command {
	var output outputFlag
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the packs at hand: the built-in one, and those in the cache",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := output.validate(cmd); err != nil {
				return err
			}
			builtIn, err := source.Open(cmd.Context(), source.BuiltIn, "")
			if err != nil {
				return err
			}
			list := []print.ListedPack{{Metadata: builtIn.Metadata, BuiltIn: true, Digest: builtIn.Digest}}
			cached, err := source.Cached(cmd.Context())
			if err != nil {
				return err
			}
			for _, p := range cached {
				listed := print.ListedPack{Metadata: p.Metadata, Digest: p.Digest}
				if e := p.Spec.Extends; e != nil {
					listed.Extends = e.Name + " " + e.Version
				}
				list = append(list, listed)
			}
			if done, err := output.structured(a, list, ""); done {
				return err
			}
			print.Packs(a.streams.Out, list)
			return nil
		},
	}
	output.add(cmd, "json", "yaml")
	return cmd
}

func newPackShowCommand(a *app) *cobra.Command {
	var output outputFlag
	cmd := &cobra.Command{
		Use:   "show PACK",
		Short: "Show what a pack declares: stages, languages, parameters, gates",
		Example: `  kubectl svc pack show standard
  kubectl svc pack show oci://registry.internal/packs/acme:1.0.0`,
		Args: onePack,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := output.validate(cmd); err != nil {
				return err
			}
			p, err := source.Open(cmd.Context(), args[0], ".")
			if err != nil {
				return err
			}
			gates, err := gate.Load(p)
			if err != nil {
				return fmt.Errorf("pack %s: %w", p, err)
			}
			if done, err := output.structured(a, shownPack{p.Manifest, p.Digest, p.Bases(), gates.IDs()}, p.String()); done {
				return err
			}
			print.Pack(a.streams.Out, p, gates)
			return nil
		},
	}
	output.add(cmd, "json", "yaml")
	return cmd
}

// shownPack is a pack as -o prints it.
type shownPack struct {
	pack.Manifest
	Digest string   `json:"digest"`
	Bases  []string `json:"bases,omitempty"`
	Gates  []string `json:"gates"`
}
