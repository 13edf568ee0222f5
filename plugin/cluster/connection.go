// Package cluster is the plugin's way to a Kubernetes cluster, and the only
// importer of client-go: it connects, sees what the platform offers, lists
// services, applies overlays and compares them with what runs.
//
// Nothing in it prints. What it is told by a cluster is not to be trusted: text
// goes through scaffold/printable, answers are bounded in size.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	_ "k8s.io/client-go/plugin/pkg/client/auth" // the ways to log in that a kubeconfig may name
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// FieldManager is the owner of every field that apply sets.
const FieldManager = "kubectl-svc"

// The limits that kubectl has; those of a plain client are made for controllers.
const (
	queriesPerSecond = 50
	queriesAtOnce    = 300
)

// requestTimeout bounds a request where --request-timeout does not say.
const requestTimeout = 30 * time.Second

// Flags are kubectl's connection flags.
type Flags struct {
	config *genericclioptions.ConfigFlags
}

// NewFlags makes the flags; no file is read before Connect.
func NewFlags() *Flags {
	config := genericclioptions.NewConfigFlags(true)
	config.CacheDir = nil // nothing is cached on disk
	return &Flags{config: config}
}

// Add adds the flags to a set.
func (f *Flags) Add(set *pflag.FlagSet) { f.config.AddFlags(set) }

// Connection is a way to one cluster, as the kubeconfig and the flags say.
type Connection struct {
	// Context is the kubeconfig's name for it; empty within a pod.
	Context string
	// Namespace is that of the flag, else of the context, else "default".
	Namespace string
	// NamespaceGiven tells that the flag names it.
	NamespaceGiven bool

	server    string
	dynamic   dynamic.Interface
	discovery *discovery.DiscoveryClient
	resources resources
}

// Connect prepares to talk to the cluster; the first request is made later.
// Warnings of the API server go to the writer, each once.
func (f *Flags) Connect(warnings io.Writer) (*Connection, error) {
	return f.connect(warnings, requestTimeout)
}

// briefTimeout bounds a request that a command can do without.
const briefTimeout = 10 * time.Second

// ConnectBriefly is Connect for requests that a command can do without.
func (f *Flags) ConnectBriefly(warnings io.Writer) (*Connection, error) {
	return f.connect(warnings, briefTimeout)
}

func (f *Flags) connect(warnings io.Writer, timeout time.Duration) (*Connection, error) {
	loader := f.config.ToRawKubeConfigLoader()
	raw, err := loader.RawConfig()
	if err != nil {
		return nil, fmt.Errorf("reading the kubeconfig: %w", oneLine(err))
	}
	name := raw.CurrentContext
	if *f.config.Context != "" {
		name = *f.config.Context
	}
	if _, known := raw.Contexts[name]; name != "" && !known {
		return nil, fmt.Errorf("there is no context %q in the kubeconfig: %s", name, has(slices.Sorted(maps.Keys(raw.Contexts))))
	}
	config, err := loader.ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("reading the kubeconfig: %w", oneLine(err))
	}
	if name == "" && *f.config.APIServer == "" && *f.config.ClusterName == "" && config.Host == clientcmd.ClusterDefaults.Server {
		return nil, ErrNoCluster
	}
	c := &Connection{Context: name, server: config.Host, NamespaceGiven: *f.config.Namespace != ""}
	if c.Namespace, _, err = loader.Namespace(); err != nil {
		return nil, fmt.Errorf("reading the kubeconfig: %w", oneLine(err))
	}
	return c, c.clients(config, warnings, timeout)
}

// ErrNoCluster is returned where neither kubeconfig nor flags name a cluster.
var ErrNoCluster = errors.New("no cluster is configured: there is no kubeconfig with a current context; name one with --kubeconfig or --context")

// clients makes the clients, which share one HTTP connection.
func (c *Connection) clients(config *rest.Config, warnings io.Writer, timeout time.Duration) error {
	config = rest.CopyConfig(config)
	config.QPS, config.Burst = queriesPerSecond, queriesAtOnce
	config.UserAgent = rest.DefaultKubernetesUserAgent()
	if config.Timeout == 0 {
		config.Timeout = timeout
	}
	config.WarningHandler = &warner{out: warnings}
	config.Wrap(limitAnswers)
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return fmt.Errorf("preparing the connection to %s: %w", config.Host, oneLine(err))
	}
	if c.dynamic, err = dynamic.NewForConfigAndClient(config, client); err != nil {
		return fmt.Errorf("preparing the connection to %s: %w", config.Host, oneLine(err))
	}
	if c.discovery, err = discovery.NewDiscoveryClientForConfigAndClient(config, client); err != nil {
		return fmt.Errorf("preparing the connection to %s: %w", config.Host, oneLine(err))
	}
	c.resources.discovery = c.discovery
	return nil
}

// String names the cluster in messages.
func (c *Connection) String() string {
	if c.Context == "" {
		return c.server
	}
	return "context " + c.Context
}

// Contexts are the names of the kubeconfig's contexts, sorted.
func (f *Flags) Contexts() []string {
	raw, err := f.config.ToRawKubeConfigLoader().RawConfig()
	if err != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(raw.Contexts))
}

// completionTimeout keeps completion quick: no answer is better than a shell
// that hangs.
const completionTimeout = 150 * time.Millisecond

// Namespaces are the namespaces that start with a prefix, as far as the cluster
// tells them quickly.
func (f *Flags) Namespaces(ctx context.Context, prefix string) []string {
	ctx, cancel := context.WithTimeout(ctx, completionTimeout)
	defer cancel()
	c, err := f.connect(io.Discard, completionTimeout)
	if err != nil {
		return nil
	}
	var names []string
	_ = each(ctx, c, query{resource: namespaces, metadataOnly: true, pages: 1}, func(o *named) error {
		if strings.HasPrefix(o.Metadata.Name, prefix) {
			names = append(names, o.Metadata.Name)
		}
		return nil
	})
	return names
}

func has(names []string) string {
	if len(names) == 0 {
		return "it has none"
	}
	return "it has " + strings.Join(names, ", ")
}
