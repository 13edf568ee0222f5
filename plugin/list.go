package plugin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-svc/kubectl-svc/plugin/cluster"
	"github.com/kubectl-svc/kubectl-svc/plugin/print"
)

type listOptions struct {
	all    bool
	req    cluster.ListRequest
	sortBy string
	bare   bool // without the line of titles
	output outputFlag
}

func newListCommand(a *app) *cobra.Command {
	o := &listOptions{}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		GroupID: groupLook,
		Short:   "List the services in the cluster",
		Long: `List what runs with the label app.kubernetes.io/managed-by=kubectl-svc, by its
Deployments and Argo Rollouts, in the order of namespace and name. Rows appear
as the API server sends them. A part that cannot be listed is warned of, and the
exit code is 1.`,
		Example: `  # In the namespace of the context
  kubectl svc list

  # Everywhere: what is still a prototype, the oldest first
  kubectl svc list -A --stage prototype --sort-by age`,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.output.validate(cmd); err != nil {
				return err
			}
			if o.sortBy != "" && !slices.Contains(print.ServiceOrders(), o.sortBy) {
				return usage(cmd, "--sort-by %s: there is %s", o.sortBy, strings.Join(print.ServiceOrders(), ", "))
			}
			if _, err := labels.Parse(o.req.Selector); err != nil {
				return usage(cmd, "-l %q: %w", o.req.Selector, err)
			}
			return o.run(cmd.Context(), a)
		},
	}
	fs := cmd.Flags()
	fs.BoolVarP(&o.all, "all-namespaces", "A", false, "List in all namespaces")
	fs.StringVarP(&o.req.Selector, "selector", "l", "", "Label selector, as in kubectl get -l")
	fs.StringVar(&o.req.Stage, "stage", "", "Only services at this stage")
	fs.StringVar(&o.sortBy, "sort-by", "", "Order by a column, which waits for the last row")
	fs.BoolVar(&o.bare, "no-headers", false, "Print the rows alone, without the line above them")
	o.output.add(cmd, "wide", "json", "yaml", "name")
	complete(cmd, "sort-by", print.ServiceOrders()...)
	completeFromPack(cmd, "stage", stageNames)
	return cmd
}

func (o *listOptions) run(ctx context.Context, a *app) error {
	c, err := a.connect()
	if err != nil {
		return err
	}
	if !o.all {
		o.req.Namespace = c.Namespace
	}
	view := print.NewServices(a.streams.Out, o.output.format, o.all, !o.bare)
	var rows []cluster.Service
	visit := view.Row
	if o.sortBy != "" {
		visit = func(s cluster.Service) error {
			rows = append(rows, s)
			return nil
		}
	}
	warnings, err := c.Services(ctx, o.req, visit)
	if err != nil {
		return err
	}
	print.SortServices(rows, o.sortBy)
	for _, s := range rows {
		if err := view.Row(s); err != nil {
			return err
		}
	}
	if err := view.End(); err != nil {
		return err
	}
	for _, w := range warnings {
		fmt.Fprintf(a.streams.ErrOut, "warning: %v\n", w)
	}
	switch {
	case len(warnings) > 0:
		return &codedError{code: exitError, message: "the list is not complete"}
	case view.Count() == 0 && o.all:
		fmt.Fprintln(a.streams.ErrOut, "No services found.")
	case view.Count() == 0:
		fmt.Fprintf(a.streams.ErrOut, "No services found in namespace %s.\n", c.Namespace)
	}
	return nil
}
