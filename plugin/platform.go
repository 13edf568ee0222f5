package plugin

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// platforms reads --platform: none, or a list.
func platforms(cmd *cobra.Command, values []string) ([]string, error) {
	var out []string
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	switch {
	case slices.Contains(out, "auto"):
		return nil, usage(cmd, "--platform auto is not supported: name what the cluster offers, or none")
	case slices.Equal(out, []string{"none"}):
		return []string{}, nil
	case slices.Contains(out, "none"):
		return nil, usage(cmd, "--platform none goes with no other platform")
	}
	return out, nil
}

func addPlatformFlag(cmd *cobra.Command, into *[]string) {
	cmd.Flags().StringSliceVar(into, "platform", nil, "What the cluster offers beyond the core API: none, or a comma-separated list")
}
