package plugin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
)

type explainOptions struct {
	pack     string
	language string
	diff     bool
	output   outputFlag
}

func newExplainCommand(a *app) *cobra.Command {
	o := &explainOptions{}
	cmd := &cobra.Command{
		Use:     "explain [STAGE|GATE | --diff STAGE STAGE]",
		GroupID: groupLook,
		Short:   "Tell what a stage contains or a gate asks for, and why",
		Long: `Tell what a stage contains, and why: the files it adds to the stage before, those
it strengthens, the parameters it needs and the gates that lead to it; or what a
gate asks for and what repairs it. Without either, list the stages. With --diff,
tell what lies between two stages, line by line where a file is in both.`,
		Example: `  kubectl svc explain
  kubectl svc explain rapid
  kubectl svc explain OWN-01
  kubectl svc explain --diff prototype critical`,
		Args: func(cmd *cobra.Command, args []string) error {
			if o.diff && len(args) != 2 {
				return usage(cmd, "--diff needs two stages: kubectl svc explain --diff prototype rapid")
			}
			if !o.diff && len(args) > 1 {
				return usage(cmd, "name one stage or gate, not %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.output.validate(cmd); err != nil {
				return err
			}
			return o.run(cmd.Context(), a, args)
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			p, err := o.open(cmd.Context())
			if err != nil || len(args) > 1 || len(args) == 1 && !o.diff {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			gates := gateIDs(choices{pack: p})
			for i := range gates {
				gates[i] = strings.Replace(gates[i], "=", "", 1)
			}
			return append(stageNames(choices{pack: p}), gates...), cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Flags().StringVar(&o.pack, "pack", "", "Template pack, as for new (default: that of the service here, else the built-in one)")
	cmd.Flags().StringVar(&o.language, "language", "", "Language of the service (default: that of the service here, else the pack's first)")
	cmd.Flags().BoolVar(&o.diff, "diff", false, "Compare two stages")
	o.output.add(cmd, "json", "yaml")
	completeFromPack(cmd, "language", languageNames)
	return cmd
}

// open loads the pack that is named, or that of the service in this folder.
func (o *explainOptions) open(ctx context.Context) (*pack.Pack, error) {
	if o.pack != "" {
		return source.Open(ctx, o.pack, ".")
	}
	svc, err := scaffold.Open(".")
	if err != nil {
		if errors.Is(err, scaffold.ErrNoService) {
			return source.Open(ctx, "", ".")
		}
		return nil, err
	}
	defer svc.Close()
	if o.language == "" {
		o.language = svc.Record.Spec.Language
	}
	return source.OpenPinned(ctx, svc.Record.Spec.Pack.Source, svc.Record.Spec.Pack.Digest, ".")
}

func (o *explainOptions) run(ctx context.Context, a *app, args []string) error {
	p, err := o.open(ctx)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		if done, err := o.output.structured(a, p.Spec.Stages, ""); done {
			return err
		}
		print.Stages(a.streams.Out, p)
		return nil
	}
	if o.diff {
		d, err := scaffold.Compare(ctx, p, args[0], args[1], o.language, a.engine...)
		if err != nil {
			return err
		}
		if done, err := o.output.structured(a, d, ""); done {
			return err
		}
		print.Difference(a.streams.Out, d)
		return nil
	}
	gates, err := gate.Load(p)
	if err != nil {
		return err
	}
	if g, ok := gates.Gate(strings.ToUpper(args[0])); ok {
		if done, err := o.output.structured(a, explainedGate{g, gates.Origin(g.ID).String()}, ""); done {
			return err
		}
		print.Gate(a.streams.Out, p, gates.Origin(g.ID), g)
		return nil
	}
	if looksLikeGate(args[0]) {
		return fmt.Errorf("unknown gate %q: pack %s has %s", args[0], p, strings.Join(gates.IDs(), ", "))
	}
	e, err := scaffold.Explain(ctx, p, args[0], o.language, a.engine...)
	if err != nil {
		return err
	}
	if done, err := o.output.structured(a, e, ""); done {
		return err
	}
	print.Explanation(a.streams.Out, e)
	return nil
}

// explainedGate is a gate as -o prints it.
type explainedGate struct {
	gate.Gate
	Pack string `json:"pack"`
}

// looksLikeGate tells a gate's id, in capitals, from a stage's name.
func looksLikeGate(name string) bool { return name == strings.ToUpper(name) }
