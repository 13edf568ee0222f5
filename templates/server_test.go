package templates_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testcluster"
)

// TestServerTakesEveryOverlay sends what each overlay builds to a real API
// server, into a namespace that enforces the restricted Pod Security Standard:
// everything is accepted, and nothing is warned of. The definitions of custom
// resources are there only for the platforms the service is made for.
func TestServerTakesEveryOverlay(t *testing.T) {
	cluster := testcluster.Shared(t)
	for _, platforms := range platformSets(standard(t).Spec.Platforms) {
		name := strings.Join(platforms, "+")
		if name == "" {
			name = "no platform"
		}
		t.Run(name, func(t *testing.T) {
			cluster.Install(t, platforms...)
			namespace := cluster.Namespace(t, testcluster.Restricted())
			eachStage(t, func(t *testing.T, stage string) {
				for _, set := range [][]string{least(stage), settings(stage)} {
					dir := newService(t, stage, "go", set, platforms...)
					for _, overlay := range overlays(t, dir) {
						serverTakes(t, cluster, namespace, overlay)
					}
				}
			})
		})
	}
}

// TestServerRefuses holds that the test above can fail.
func TestServerRefuses(t *testing.T) {
	cluster := testcluster.Shared(t)
	namespace := cluster.Namespace(t, testcluster.Restricted())
	for name, c := range map[string]struct{ manifest, says string }{
		"a field that does not exist": {
			`{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, dat: {}}`, `unknown field "dat"`,
		},
		"a pod that runs as root": {
			`{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {selector: {matchLabels: {a: b}},
			  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}}}`, "would violate PodSecurity",
		},
		"a resource of a platform that is not there": {
			`{apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, metadata: {name: a}}`, "PrometheusRule",
		},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := cluster.Kubectl(t.Context(), c.manifest, "create", "--dry-run=server", "--namespace", namespace, "-f", "-")
			assert.True(t, err != nil || out.Stderr != "", "taken, without a word")
			assert.Contains(t, out.Stderr, c.says)
		})
	}
}

// serverTakes sends what a folder builds as a new object and as an applied one.
func serverTakes(t *testing.T, cluster *testcluster.Cluster, namespace, folder string) {
	t.Helper()
	manifests, stderr := outputs(t, folder, "kubectl", "kustomize", ".")
	require.Empty(t, stderr)
	// The folder for who makes namespaces names the one it makes.
	manifests = strings.ReplaceAll(manifests, "\n  namespace: "+serviceName+"\n", "\n  namespace: "+namespace+"\n")
	for _, command := range [][]string{
		{"create", "--validate=strict"},
		{"apply", "--server-side", "--validate=strict"},
	} {
		out, err := cluster.Kubectl(t.Context(), manifests, slices.Concat(command, []string{"--dry-run=server", "--namespace", namespace, "-f", "-"})...)
		assert.NoErrorf(t, err, "kubectl %s of %s", command[0], folder)
		assert.Emptyf(t, out.Stderr, "kubectl %s of %s", command[0], folder)
	}
}

// platformSets are what a service may be made for: nothing, each platform by
// itself, and all of them.
func platformSets(declared []string) [][]string {
	sets := [][]string{nil}
	for _, platform := range declared {
		sets = append(sets, []string{platform})
	}
	if len(declared) > 1 {
		sets = append(sets, declared)
	}
	return sets
}
