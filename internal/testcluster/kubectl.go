package testcluster

import (
	"bytes"
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// Output is what a command wrote.
type Output struct{ Stdout, Stderr string }

// Kubectl calls the kubectl of the cluster's version, with a text as standard
// input.
func (c *Cluster) Kubectl(ctx context.Context, stdin string, args ...string) (Output, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, "kubectl"), args...)
	// What the user's kubectl knows of other clusters is none of its business.
	cmd.Env = append(cmd.Environ(), "KUBECONFIG="+c.Kubeconfig, "KUBECACHEDIR="+c.cache(), "KUBERC=off")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &stdout, &stderr
	err := cmd.Run()
	return Output{stdout.String(), stderr.String()}, err
}

// cache is where kubectl keeps what it has discovered.
func (c *Cluster) cache() string { return filepath.Join(filepath.Dir(c.Kubeconfig), "discovery") }

// must is a call that has to succeed, also when the test is over already.
func (c *Cluster) must(t testing.TB, stdin string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	out, err := c.Kubectl(ctx, stdin, args...)
	require.NoErrorf(t, err, "kubectl %s:\n%s%s", strings.Join(args, " "), out.Stdout, out.Stderr)
	return out.Stdout
}

// Restricted are the labels of a namespace that takes only what the restricted
// Pod Security Standard allows.
func Restricted() map[string]string {
	return map[string]string{
		"pod-security.kubernetes.io/enforce": "restricted",
		"pod-security.kubernetes.io/warn":    "restricted",
	}
}

// Namespace makes a namespace with labels for the duration of a test, and
// returns its name.
func (c *Cluster) Namespace(t testing.TB, labels map[string]string) string {
	t.Helper()
	namespace, err := yaml.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "Namespace",
		"metadata": map[string]any{"generateName": "test-", "labels": labels},
	})
	require.NoError(t, err)
	name := strings.TrimSpace(c.must(t, string(namespace), "create", "-f", "-", "-o", "jsonpath={.metadata.name}"))
	t.Cleanup(func() { c.must(t, "", "delete", "namespace", name, "--wait=false") })
	return name
}
