package plugin

import (
	"cmp"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubectl-svc/kubectl-svc/plugin/cluster"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// connect prepares to talk to the cluster that flags and kubeconfig name.
func (a *app) connect() (*cluster.Connection, error) {
	return a.flags.Connect(a.streams.ErrOut)
}

// target is where an environment runs.
type target struct {
	*cluster.Connection
	namespace string
}

// reach connects to the cluster of an environment. Where svc.yaml binds it to a
// context or a namespace, another one is refused: an overlay in the wrong
// cluster is hard to take back.
func (a *app) reach(env *scaffold.Environment) (*target, error) {
	c, err := a.connect()
	if err != nil {
		return nil, err
	}
	return bind(c, env)
}

// reachQuickly is reach for what is worth no long wait: gates are unknown then.
func (a *app) reachQuickly(env *scaffold.Environment) (*target, error) {
	c, err := a.flags.ConnectBriefly(a.streams.ErrOut)
	if err != nil {
		return nil, err
	}
	return bind(c, env)
}

// bind finds the namespace of an environment: the overlay's own, else svc.yaml's,
// else that of the connection. One that contradicts another is refused.
func bind(c *cluster.Connection, env *scaffold.Environment) (*target, error) {
	if env.Context != "" && env.Context != c.Context {
		return nil, fmt.Errorf("svc.yaml binds environment %s to context %s, and the current one is %s: add --context %s",
			env.Name, env.Context, quotedOrNone(c.Context), env.Context)
	}
	own, err := env.OwnNamespace()
	if err != nil {
		return nil, err
	}
	switch {
	case env.Namespace != "" && own != "" && own != env.Namespace:
		return nil, fmt.Errorf("svc.yaml binds environment %s to namespace %s, and its overlay sets namespace %s: make them one", env.Name, env.Namespace, own)
	case env.Namespace != "" && c.NamespaceGiven && c.Namespace != env.Namespace:
		return nil, fmt.Errorf("svc.yaml binds environment %s to namespace %s, and -n says %s: leave -n out, or change the binding",
			env.Name, env.Namespace, c.Namespace)
	case own != "" && c.NamespaceGiven && c.Namespace != own:
		return nil, fmt.Errorf("the overlay of %s sets namespace %s, and -n says %s: leave -n out, or change the overlay",
			env.Name, own, c.Namespace)
	}
	return &target{Connection: c, namespace: cmp.Or(own, env.Namespace, c.Namespace)}, nil
}

func quotedOrNone(name string) string {
	if name == "" {
		return "none"
	}
	return name
}

// addEnv adds --env, completed from the service's overlays.
func addEnv(cmd *cobra.Command, into *string, help string) {
	cmd.Flags().StringVar(into, "env", "", help)
	_ = cmd.RegisterFlagCompletionFunc("env", func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		names, _ := manifest.Overlays(os.DirFS(dirArg(args)))
		return names, cobra.ShellCompDirectiveNoFileComp
	})
}

// completeConnection completes the connection flags that have a closed set of
// values.
func (a *app) completeConnection(root *cobra.Command) {
	_ = root.RegisterFlagCompletionFunc("context", func(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
		var out []string
		for _, name := range a.flags.Contexts() {
			if strings.HasPrefix(name, prefix) {
				out = append(out, name)
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	})
	_ = root.RegisterFlagCompletionFunc("namespace", func(cmd *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return a.flags.Namespaces(cmd.Context(), prefix), cobra.ShellCompDirectiveNoFileComp
	})
}
