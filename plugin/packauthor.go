package plugin

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold/author"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
)

func newPackInitCommand(a *app) *cobra.Command {
	var name string
	var full bool
	cmd := &cobra.Command{
		Use:   "init DIR",
		Short: "Make a pack of your own in a new folder",
		Long: `Make a small pack that extends the standard one: a parameter, a file, a gate and
the tests of all that. With --full, make a copy of the standard pack, which from
then on is yours alone.`,
		Args: onePack,
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := author.Init(cmd.Context(), args[0], name, full)
			if err != nil {
				return err
			}
			print.PackMade(a.streams.Out, args[0], files)
			return nil
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "Name of the pack (default: the folder's)")
	cmd.Flags().BoolVar(&full, "full", false, "Copy the standard pack instead of extending it")
	return cmd
}

func newPackLintCommand(a *app) *cobra.Command {
	var output outputFlag
	cmd := &cobra.Command{
		Use:   "lint PACK",
		Short: "Find every mistake in a pack, with file and line",
		Long: `Find every mistake in a pack: in its manifest, its gates, the templates of every
combination of stage, language and platform, and, of a folder, in its tests. A
pack is whatever --pack takes.`,
		Example: `  kubectl svc pack lint acme
  kubectl svc pack lint acme-1.0.0.tgz
  kubectl svc pack lint oci://registry.internal/packs/acme:1.0.0`,
		Args: onePack,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := output.validate(cmd); err != nil {
				return err
			}
			found, err := author.Lint(cmd.Context(), args[0], a.isolated)
			if err != nil {
				return err
			}
			if found == nil {
				found = []pack.Mistake{}
			}
			if done, err := output.structured(a, map[string]any{"mistakes": found}, ""); done && (err != nil || len(found) == 0) {
				return err
			} else if !done {
				print.Mistakes(a.streams.Out, args[0], found)
			}
			if len(found) > 0 {
				return fmt.Errorf("%s in %s", print.Count(len(found), "mistake"), args[0])
			}
			return nil
		},
	}
	output.add(cmd, "json", "yaml")
	return cmd
}

func newPackTestCommand(a *app) *cobra.Command {
	var output outputFlag
	var update bool
	cmd := &cobra.Command{
		Use:   "test DIR",
		Short: "Test what a pack makes, and that promotions keep what users edit",
		Long: `Render every stage in every language, without and with the platforms, and compare
each with its file in tests/golden. Then make the edits in tests/tests.yaml, and
promote the result to every later stage: none may conflict, and no line of an
edit may be lost.`,
		Example: `  # After a change to the pack: write the golden files, then read what changed
  kubectl svc pack test acme --update
  git diff acme/tests`,
		Args: onePack,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := output.validate(cmd); err != nil {
				return err
			}
			if _, ok := source.Folder(args[0]); !ok {
				return usage(cmd, "%s is no folder: a pack is tested in its folder, where its tests are", args[0])
			}
			found, err := author.Lint(cmd.Context(), args[0], a.isolated)
			if err != nil {
				return err
			}
			if len(found) > 0 {
				return fmt.Errorf("%s: 'kubectl svc pack lint %s' names %s", found[0], args[0], print.Count(len(found), "mistake"))
			}
			out, err := author.Test(cmd.Context(), args[0], update, a.isolated)
			if err != nil {
				return err
			}
			if done, err := output.structured(a, out, out.Pack); err != nil {
				return err
			} else if !done {
				print.PackTested(a.streams.Out, out)
			}
			if n := len(out.Failures); n > 0 {
				return fmt.Errorf("%s in the tests of %s", print.Count(n, "failure"), out.Pack)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&update, "update", false, "Write the golden files instead of comparing with them")
	output.add(cmd, "json", "yaml")
	return cmd
}
