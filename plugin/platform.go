package plugin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// autoPlatform asks the cluster what it offers.
const autoPlatform = "auto"

// platforms reads --platform: none, auto or a list. For auto the list is that.
func platforms(cmd *cobra.Command, values []string) ([]string, error) {
	var out []string
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	switch {
	case slices.Contains(out, autoPlatform) && len(out) > 1:
		return nil, usage(cmd, "--platform auto goes with no other platform")
	case slices.Equal(out, []string{"none"}):
		return []string{}, nil
	case slices.Contains(out, "none"):
		return nil, usage(cmd, "--platform none goes with no other platform")
	}
	return out, nil
}

func addPlatformFlag(cmd *cobra.Command, into *[]string) {
	cmd.Flags().StringSliceVar(into, "platform", nil, "What the cluster offers beyond the core API: none, auto (ask the cluster), or a comma-separated list")
	completeFromPack(cmd, "platform", platformNames)
}

// detect finds the platforms that the cluster offers and a pack has templates
// for, and says so. An error is that of the cluster.
func (a *app) detect(ctx context.Context, p *pack.Pack) ([]string, error) {
	c, err := a.connect()
	if err != nil {
		return nil, err
	}
	found, err := c.Platforms(ctx)
	if err != nil {
		return nil, err
	}
	use := slices.DeleteFunc(slices.Clone(found), func(name string) bool { return !slices.Contains(p.Spec.Platforms, name) })
	fmt.Fprintf(a.streams.ErrOut, "platform: %s offers %s", c, listOrNone(found))
	if len(use) != len(found) {
		fmt.Fprintf(a.streams.ErrOut, "; pack %s has templates for %s of it", p, listOrNone(use))
	}
	fmt.Fprintln(a.streams.ErrOut)
	return use, nil
}

func listOrNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
