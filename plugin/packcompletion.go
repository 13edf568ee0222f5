package plugin

import (
	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
)

// completeFromPack completes a flag with names from the pack that --pack
// names, or the built-in one. A pack that does not load offers nothing.
func completeFromPack(cmd *cobra.Command, flag string, names func(*pack.Pack) []string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		var ref string
		if f := cmd.Flags().Lookup("pack"); f != nil {
			ref = f.Value.String()
		}
		p, err := source.Open(cmd.Context(), ref, ".")
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		return names(p), cobra.ShellCompDirectiveNoFileComp
	})
}

func stageNames(p *pack.Pack) []string {
	out := make([]string, len(p.Spec.Stages))
	for i, s := range p.Spec.Stages {
		out[i] = cobra.CompletionWithDesc(s.Name, s.Summary)
	}
	return out
}

func languageNames(p *pack.Pack) []string { return p.Spec.Languages }

// gateIDs are a pack's gates, each ready for its reason.
func gateIDs(p *pack.Pack) []string {
	gates, err := gate.Declared(p)
	if err != nil {
		return nil
	}
	out := make([]string, len(gates))
	for i, g := range gates {
		out[i] = cobra.CompletionWithDesc(g.ID+"=", g.Title)
	}
	return out
}
