// Package plugin is the kubectl face of the engine: commands, flags, prompts,
// printing and exit codes. One file a command.
package plugin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-svc/kubectl-svc/plugin/cluster"
	"github.com/kubectl-svc/kubectl-svc/plugin/prompt"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/author"
	"github.com/kubectl-svc/kubectl-svc/scaffold/isolate"
)

// app is what every command needs of the world around it.
type app struct {
	streams genericiooptions.IOStreams
	// prompter is nil where there is no terminal to ask on.
	prompter prompt.Prompter
	// flags name the cluster; nothing is read of it until a command connects.
	flags *cluster.Flags
	// isolated renders packs from elsewhere; nil: this process does.
	isolated author.Renderer
	// engine configures the engine with it.
	engine []scaffold.Option
}

// Run runs one command line and returns the exit code. Everything it prints
// goes through the streams.
func Run(ctx context.Context, args []string, streams genericiooptions.IOStreams) int {
	if slices.Equal(args, []string{isolate.Argument}) {
		return serve(ctx, streams)
	}
	self, err := isolate.Self()
	if err != nil {
		return (&app{streams: streams}).report(err)
	}
	ask := prompt.New(streams.In, streams.ErrOut)
	out := sinkFor(streams.Out)
	if out != nil {
		streams.Out = out
	}
	code := run(ctx, args, streams, ask, self)
	if err := out.failed(); err != nil && code == exitDone {
		return (&app{streams: streams}).report(err)
	}
	return code
}

// serve renders a pack for the process that has started this one for it.
func serve(ctx context.Context, streams genericiooptions.IOStreams) int {
	if err := isolate.Serve(ctx, streams.In, streams.Out); err != nil {
		fmt.Fprintln(streams.ErrOut, err)
		return exitError
	}
	return exitDone
}

func run(ctx context.Context, args []string, streams genericiooptions.IOStreams, p prompt.Prompter, isolated author.Renderer) int {
	a := &app{streams: streams, prompter: p, flags: cluster.NewFlags(), isolated: isolated}
	if isolated != nil {
		a.engine = []scaffold.Option{scaffold.WithRenderer(isolated)}
	}
	root := newRootCommand(a)
	root.SetArgs(args)
	return a.report(root.ExecuteContext(ctx))
}

// The groups of commands in the help, in the order of a service's life.
const (
	groupService = "service"
	groupLook    = "look"
	groupPacks   = "packs"
)

func newRootCommand(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "kubectl-svc",
		Short: "Scaffold microservices and promote them as they mature",
		Long: `Scaffold a microservice at the stage it is in, and promote it as it matures.

A new idea wants velocity, a service with users wants fast and safe updates, a
service that others stand on wants rock-solid stability. "new" makes a service
from the templates of a stage; "promote" later upgrades its manifests, tests,
monitoring, pipeline and documents in the repository the team has edited since,
and loses none of their edits.`,
		Example: `  # An idea, running in a minute
  kubectl svc new orders
  cd orders && make run

  # It has users now: see what changes, then do it
  kubectl svc promote --dry-run
  kubectl svc promote --set owner=team-checkout --set image=registry.internal/orders`,
		Annotations:   map[string]string{cobra.CommandDisplayNameAnnotation: "kubectl svc"},
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          knownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(a.streams.In)
	root.SetOut(a.streams.Out)
	root.SetErr(a.streams.ErrOut)
	root.SetFlagErrorFunc(asUsage)
	root.AddGroup(&cobra.Group{ID: groupService, Title: "A service's life:"}, &cobra.Group{ID: groupLook, Title: "Looking:"}, &cobra.Group{ID: groupPacks, Title: "Packs:"})
	root.AddCommand(
		newNewCommand(a), newPromoteCommand(a), newDemoteCommand(a), newUpdateCommand(a),
		newApplyCommand(a), newRepairCommand(a), newDiffCommand(a), newCheckCommand(a), newStatusCommand(a),
		newListCommand(a), newExplainCommand(a), newPackCommand(a),
		newVersionCommand(a),
	)
	a.addConnectionFlags(root)
	a.addCompletionCommand(root)
	root.InitDefaultHelpCmd()
	help := command(root, "help")
	help.Run, help.RunE = nil, helpOn
	pointToHelp(root)
	return root
}

// command is a command of the root by its name.
func command(root *cobra.Command, name string) *cobra.Command {
	i := slices.IndexFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == name })
	return root.Commands()[i]
}

// helpOn prints a command's help. Cobra's own takes what it does not know for
// the root.
func helpOn(cmd *cobra.Command, args []string) error {
	root := cmd.Root()
	about, rest, err := root.Find(args)
	if err == nil && len(rest) > 0 {
		err = knownCommand(about, rest)
	}
	if err != nil {
		return asUsage(root, err)
	}
	about.InitDefaultHelpFlag()
	return about.Help()
}

// pointToHelp has errors about a command's arguments name its help.
func pointToHelp(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return asUsage(cmd, err)
			}
			return nil
		}
	}
	for _, c := range cmd.Commands() {
		pointToHelp(c)
	}
}

// knownCommand refuses what is no command, and names those it looks like.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	cmd.SuggestionsMinimumDistance = min(2, len(args[0])/3) // two of three letters are another word
	if like := cmd.SuggestionsFor(args[0]); len(like) > 0 {
		return fmt.Errorf("there is no command %q, perhaps %s", args[0], strings.Join(like, " or "))
	}
	return fmt.Errorf("there is no command %q", args[0])
}

// noArgs accepts no argument.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no argument, and here is %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// dirArg is the optional folder argument of most commands.
func dirArg(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return args[0]
}

// maxDirArg accepts at most one folder.
func maxDirArg(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fmt.Errorf("name one folder, not %d", len(args))
	}
	return nil
}
