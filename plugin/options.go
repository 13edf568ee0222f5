package plugin

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// addConnectionFlags adds kubectl's connection flags to every command, and
// keeps the twenty of them out of each command's help, as kubectl does.
func (a *app) addConnectionFlags(root *cobra.Command) {
	a.flags.Add(root.PersistentFlags())
	a.completeConnection(root)
	const global = `{{if .HasAvailableInheritedFlags}}

Global Flags:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}`
	const pointer = `{{if or .HasAvailableInheritedFlags (not .HasParent)}}

Use "{{.Root.DisplayName}} options" for the flags that name the cluster, such as --context and -n.{{end}}`
	// The root's own are all persistent, and so belong to what options lists.
	const local = `{{if .HasAvailableLocalFlags}}`
	const below = `{{if and .HasAvailableLocalFlags .HasParent}}`
	template := strings.Replace(root.UsageTemplate(), global, pointer, 1)
	root.SetUsageTemplate(strings.Replace(template, local, below, 1))
	root.AddCommand(&cobra.Command{
		Use:   "options",
		Short: "List the flags that name the cluster",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(a.streams.Out, "These flags go with every command that talks to a cluster:\n\n%s", cmd.Root().PersistentFlags().FlagUsages())
			return err
		},
	})
}
