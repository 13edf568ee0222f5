package plugin

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// choices are what a flag's value can be chosen from.
type choices struct {
	pack *pack.Pack
	// stage is where the service is; empty where there is none.
	stage string
	typed string
}

// completionTimeout bounds the wait behind the Tab key, where a pack is fetched.
const completionTimeout = 3 * time.Second

// completeFromPack completes a flag with names from the pack that --pack names,
// or from that of the service the command is about, or from the built-in one. A
// pack that does not load offers nothing. A name that ends in = waits for more.
func completeFromPack(cmd *cobra.Command, flag string, names func(choices) []string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		c := choices{typed: typed}
		var err error
		if c.pack, c.stage, err = packAtHand(cmd, dirArg(args)); err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		out, directive := names(c), cobra.ShellCompDirectiveNoFileComp
		for _, name := range out {
			if name, _, _ := strings.Cut(name, "\t"); strings.HasSuffix(name, "=") {
				directive |= cobra.ShellCompDirectiveNoSpace
			}
		}
		return out, directive
	})
}

// packAtHand is the pack that a command line is about, and the stage of its
// service. The record alone is read: the Tab key finishes no interrupted command.
func packAtHand(cmd *cobra.Command, dir string) (p *pack.Pack, stage string, err error) {
	ctx, cancel := context.WithTimeout(cmd.Context(), completionTimeout)
	defer cancel()
	r := &record.Record{}
	if content, err := os.ReadFile(filepath.Join(dir, record.FileName)); err == nil {
		if found, err := record.Parse(content); err == nil {
			r = found
		}
	}
	if f := cmd.Flags().Lookup("pack"); f != nil && f.Changed {
		p, err = source.Open(ctx, f.Value.String(), ".")
	} else {
		p, err = source.OpenPinned(ctx, r.Spec.Pack.Source, r.Spec.Pack.Digest, dir)
	}
	return p, r.Spec.Stage, err
}

func stageNames(c choices) []string { return stagesFrom(c.pack, 0) }

func stagesFrom(p *pack.Pack, first int) []string {
	var out []string
	for _, s := range p.Spec.Stages[first:] {
		out = append(out, cobra.CompletionWithDesc(s.Name, s.Summary))
	}
	return out
}

// stagesAbove are those that a service can be promoted to.
func stagesAbove(c choices) []string { return stagesFrom(c.pack, c.pack.StageIndex(c.stage)+1) }

// stagesBelow are those that it can be demoted to.
func stagesBelow(c choices) []string {
	return stageNames(c)[:max(c.pack.StageIndex(c.stage), 0)]
}

func languageNames(c choices) []string { return c.pack.Spec.Languages }

// platformNames go on with a list that was begun.
func platformNames(c choices) []string {
	begun := c.typed[:strings.LastIndex(c.typed, ",")+1]
	var out []string
	for _, name := range c.pack.Spec.Platforms {
		out = append(out, begun+name)
	}
	if begun == "" {
		out = append(out, "none", autoPlatform)
	}
	return out
}

// assignments are a pack's parameters, each ready for its value, and the values
// of one that has few.
func assignments(c choices) []string {
	name, _, valued := strings.Cut(c.typed, "=")
	var out []string
	for _, p := range c.pack.Spec.Parameters {
		switch {
		case !valued:
			out = append(out, cobra.CompletionWithDesc(p.Name+"=", p.Description))
		case p.Name == name:
			for _, value := range p.Enum {
				out = append(out, name+"="+value)
			}
		}
	}
	return out
}

// gateIDs are a pack's gates, each ready for its reason.
func gateIDs(c choices) []string {
	gates, err := gate.Declared(c.pack)
	if err != nil {
		return nil
	}
	out := make([]string, len(gates))
	for i, g := range gates {
		out[i] = cobra.CompletionWithDesc(g.ID+"=", g.Title)
	}
	return out
}
