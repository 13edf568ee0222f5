package plugin

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

// Exit codes of diff, as kubectl diff has them.
const (
	diffSome    = 1
	diffTrouble = 2
)

func newDiffCommand(a *app) *cobra.Command {
	var to, env string
	var edits bool
	var set []string
	var output outputFlag
	cmd := &cobra.Command{
		Use:     "diff [DIR]",
		GroupID: groupLook,
		Short:   "Show what update or promote would change, or what you did, as a diff",
		Long: `Show what update would change, or with --to what promote would, as a unified
diff; with --edits, what you made of the generated files since; or with --env, how
what is live differs from the environment's overlay, as the API server would apply
it. Exit code 0: nothing, 1: something, more: an error.`,
		Example: `  kubectl svc diff

  # My edits, and how to take all of them back
  kubectl svc diff --edits
  kubectl svc diff --edits | git -C "$(git rev-parse --show-toplevel)" apply --reverse

  kubectl svc diff --to rapid --set owner=team-checkout --set image=registry.internal/orders
  kubectl svc diff --env production`,
		Args: maxDirArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			some, err := false, error(nil)
			switch {
			case edits && (env != "" || to != "" || len(set) > 0):
				err = usage(cmd, "--edits compares with what was generated: it goes with none of --to, --set and --env")
			case edits:
				some, err = runEdits(a, cmd, dirArg(args), &output)
			case env != "" && (to != "" || len(set) > 0 || output.format != ""):
				err = usage(cmd, "--env compares with the cluster: it goes with none of --to, --set and -o")
			case env != "":
				some, err = runLiveDiff(cmd.Context(), a, dirArg(args), env)
			default:
				some, err = runDiff(a, cmd, dirArg(args), to, set, &output)
			}
			switch {
			case err != nil:
				return trouble(err)
			case some:
				return &codedError{code: diffSome}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "Stage to go to (default: stay, as update does)")
	addSet(cmd, &set)
	cmd.Flags().BoolVar(&edits, "edits", false, "Show how the generated files differ from what was generated")
	addEnv(cmd, &env, "Compare the overlay of this environment with what is live")
	output.add(cmd, "json", "yaml")
	completeFromPack(cmd, "to", stageNames)
	return cmd
}

func runDiff(a *app, cmd *cobra.Command, dir, to string, set []string, output *outputFlag) (bool, error) {
	if err := output.validate(cmd); err != nil {
		return false, err
	}
	svc, err := a.open(cmd.Context(), dir)
	if err != nil {
		return false, err
	}
	defer svc.Close()
	req := scaffold.Request{Command: scaffold.CommandUpdate, To: to, Set: set, Ungated: true}
	if to != "" {
		req.Command = scaffold.CommandPromote
	}
	p, err := svc.Propose(cmd.Context(), req)
	var top *scaffold.TopError
	if errors.As(err, &top) { // at that stage already: what update would do
		req.Command = scaffold.CommandUpdate
		p, err = svc.Propose(cmd.Context(), req)
	}
	if err != nil {
		return false, err
	}
	view := print.Plan{Name: svc.Name(), Pack: p.Pack.String(), Plan: p.Plan, Dir: dir}
	if done, err := output.plan(a, p.Plan, svc.Name()); done {
		return view.Writes(), err
	}
	return view.Writes(), view.Diff(a.streams.Out)
}

// runEdits shows what the user made of the generated files.
func runEdits(a *app, cmd *cobra.Command, dir string, output *outputFlag) (bool, error) {
	if err := output.validate(cmd); err != nil {
		return false, err
	}
	svc, err := a.open(cmd.Context(), dir)
	if err != nil {
		return false, err
	}
	defer svc.Close()
	edits, err := svc.Edits(cmd.Context())
	if err != nil {
		return false, err
	}
	list := make([]scaffold.FileDifference, len(edits))
	for i, e := range edits {
		list[i] = e.Difference()
	}
	if done, err := output.structured(a, map[string]any{"edits": list}, svc.Name()); done {
		return len(edits) > 0, err
	}
	return len(edits) > 0, print.Edits(a.streams.Out, svc.Path, edits)
}

// trouble gives an error diff's own exit code.
func trouble(err error) error {
	return &codedError{code: diffTrouble, message: err.Error()}
}
