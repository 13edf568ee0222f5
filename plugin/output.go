package plugin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// outputFlag is -o; empty means text for people.
type outputFlag struct {
	format  string
	allowed []string
}

func (o *outputFlag) add(cmd *cobra.Command, allowed ...string) {
	o.allowed = allowed
	cmd.Flags().StringVarP(&o.format, "output", "o", "", "Output format: "+strings.Join(allowed, "|")+". Empty: text for people")
	complete(cmd, "output", allowed...)
}

func (o *outputFlag) validate(cmd *cobra.Command) error {
	if o.format != "" && !slices.Contains(o.allowed, o.format) {
		return usage(cmd, "unknown output format %q: use %s", o.format, strings.Join(o.allowed, ", "))
	}
	return nil
}

// structured prints value as -o says; false: the caller prints text.
func (o *outputFlag) structured(a *app, value any, name string) (bool, error) {
	var out []byte
	var err error
	switch o.format {
	case "":
		return false, nil
	case "name":
		out = []byte(resourceName(name) + "\n")
	case "yaml":
		out, err = yaml.Marshal(value)
	case "json":
		if out, err = print.JSON(value, ""); err == nil {
			out = append(out, '\n')
		}
	}
	if err != nil {
		return true, fmt.Errorf("printing as %s: %w", o.format, err)
	}
	_, err = a.streams.Out.Write(out)
	return true, err
}

// plan prints a plan as structured does, with where its lines come from.
func (o *outputFlag) plan(a *app, p *plan.Plan, name string) (bool, error) {
	if o.format == "json" || o.format == "yaml" {
		p.Explain()
	}
	return o.structured(a, p, name)
}

// resourceName is a service as kubectl's -o name would print it.
func resourceName(name string) string {
	group, _, _ := strings.Cut(record.APIVersion, "/")
	return strings.ToLower(record.Kind) + "." + group + "/" + name
}

// complete offers fixed values for a flag.
func complete(cmd *cobra.Command, flag string, values ...string) {
	// The only error is a flag that does not exist, which the tests would show.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}
