package templates_test

import (
	"cmp"
	"fmt"
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
	services, err := matrix()
	require.NoError(t, err)
	for _, platforms := range platformSets(standard(t).Spec.Platforms) {
		services = append(services, onPlatforms(t, platforms)...)
	}
	sets := map[string][]rendered{}
	for _, service := range services {
		name := cmp.Or(strings.Join(service.platforms, "+"), "no platform")
		sets[name] = append(sets[name], service)
	}
	for name, made := range sets {
		t.Run(name, func(t *testing.T) {
			cluster.Install(t, made[0].platforms...)
			namespace := cluster.Namespace(t, testcluster.Restricted())
			overlays, err := buildOverlays(made)
			require.NoError(t, err)
			require.NotEmpty(t, overlays)
			if complaint := serverTakes(t, cluster, namespace, overlays...); complaint == "" {
				return
			}
			for _, o := range overlays {
				assert.Empty(t, serverTakes(t, cluster, namespace, o), o)
			}
			assert.Fail(t, "the server does not take all of them at once")
		})
	}
}

// onPlatforms renders each stage in each language for some platforms, with the least that is set
// and with everything.
func onPlatforms(t *testing.T, platforms []string) []rendered {
	t.Helper()
	p := standard(t)
	var out []rendered
	for _, stage := range p.StageNames() {
		for _, settings := range []string{"least", "everything"} {
			for _, language := range p.Spec.Languages {
				service, err := renderRow(p, append([]string{stage, "none", settings, language}, platforms...))
				require.NoError(t, err)
				out = append(out, service)
			}
		}
	}
	return out
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

// serverTakes sends overlays as new objects and as applied ones, all at once,
// and returns what the server has to say against them. Nothing is stored, so
// that an object may come more than once.
func serverTakes(t *testing.T, cluster *testcluster.Cluster, namespace string, overlays ...overlay) string {
	t.Helper()
	var all []string
	for _, o := range overlays {
		// The folder for who makes namespaces names the one it makes.
		all = append(all, strings.ReplaceAll(string(o.text), "\n  namespace: "+serviceName+"\n", "\n  namespace: "+namespace+"\n"))
	}
	said := ""
	for _, command := range [][]string{
		{"create", "--validate=strict"},
		{"apply", "--server-side", "--validate=strict"},
	} {
		args := slices.Concat(command, []string{"--dry-run=server", "--namespace", namespace, "-f", "-"})
		out, err := cluster.Kubectl(t.Context(), strings.Join(all, "\n---\n"), args...)
		if err != nil || out.Stderr != "" {
			said += fmt.Sprintf("kubectl %s: %v: %s\n", command[0], err, out.Stderr)
		}
	}
	return said
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
