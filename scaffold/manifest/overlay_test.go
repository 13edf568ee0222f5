package manifest_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// tree is a base with an overlay that patches, generates, names and adds.
func tree() fstest.MapFS {
	return fstest.MapFS{
		"deploy/base/kustomization.yaml": {Data: []byte("resources: [app.yaml]\nlabels:\n  - pairs: {team: a}\n    includeTemplates: true\n")},
		"deploy/base/app.yaml": {Data: []byte(`apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
        - {name: app, image: app, ports: [{containerPort: 80}]}
`)},
		"deploy/overlays/prod/kustomization.yaml": {Data: []byte(`resources: [../../base]
components: [local]
images: [{name: app, newName: reg/app, digest: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}]
configMapGenerator: [{name: settings, files: [settings=../prod/settings.txt], literals: [a=b]}]
patches:
  - path: patch.yaml
`)},
		"deploy/overlays/prod/settings.txt":             {Data: []byte("x: 1\n")},
		"deploy/overlays/prod/patch.yaml":               {Data: []byte("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec: {minReadySeconds: 7}\n")},
		"deploy/overlays/prod/local/kustomization.yaml": {Data: []byte("apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [own.yaml]\n")},
		"deploy/overlays/prod/local/own.yaml":           {Data: []byte("apiVersion: v1\nkind: Secret\nmetadata: {name: own}\nstringData: {k: v}\n")},
		"deploy/overlays/notes/readme.md":               {Data: []byte("no overlay")},
	}
}

func TestOverlays(t *testing.T) {
	names, err := manifest.Overlays(tree())
	require.NoError(t, err)
	assert.Equal(t, []string{"prod"}, names)
	names, err = manifest.Overlays(fstest.MapFS{})
	require.NoError(t, err)
	assert.Empty(t, names)
}

// TestBuildsAsKubectlDoes holds the objects against those of a real kubectl.
func TestBuildsAsKubectlDoes(t *testing.T) {
	kubectl := testtool.Path(t, "kubectl")
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, tree()))
	cmd := exec.CommandContext(t.Context(), kubectl, "kustomize", filepath.Join(dir, "deploy", "overlays", "prod"))
	out, err := cmd.Output()
	require.NoError(t, err)

	objects, err := manifest.Overlay(t.Context(), tree(), "prod")
	require.NoError(t, err)
	var want []map[string]any
	for _, document := range strings.Split(string(out), "\n---\n") {
		var o map[string]any
		require.NoError(t, yaml.Unmarshal([]byte(document), &o))
		want = append(want, o)
	}
	got, err := yaml.Marshal(objects)
	require.NoError(t, err)
	expected, err := yaml.Marshal(want)
	require.NoError(t, err)
	assert.Equal(t, string(expected), string(got))
}

// TestNothingIsFetched: whatever a kustomization refers to has to be in the
// tree. A fetch would take seconds, or run git.
func TestNothingIsFetched(t *testing.T) {
	cases := map[string]string{
		"a remote folder":         "resources: ['https://kustomize.invalid/base?ref=v1']",
		"a git address":           "resources: ['git@kustomize.invalid:a/b.git']",
		"a host without a scheme": "resources: ['github.com/a/b//deploy?ref=v1']",
		"a remote component":      "components: ['ssh://git@kustomize.invalid/a/b']",
		"a remote generator file": "configMapGenerator: [{name: x, files: ['a=https://kustomize.invalid/a']}]",
		"a remote patch":          "patches: [{path: 'https://kustomize.invalid/a.yaml'}]",
		"a file outside":          "resources: [../../../../../../etc/passwd]",
		"a file there is not":     "resources: [missing.yaml]",
		"a remote base below":     "resources: [below]",
	}
	for name, kustomization := range cases {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{
				"deploy/overlays/x/kustomization.yaml":       {Data: []byte(kustomization + "\n")},
				"deploy/overlays/x/below/kustomization.yaml": {Data: []byte("resources: ['https://kustomize.invalid/base']\n")},
			}
			_, err := manifest.Overlay(t.Context(), files, "x")
			require.ErrorContains(t, err, "which is not in the repository; nothing is fetched")
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestBrokenKustomizations(t *testing.T) {
	overlay := func(content string) fstest.MapFS {
		return fstest.MapFS{"deploy/overlays/x/kustomization.yaml": {Data: []byte(content)}}
	}
	cases := map[string]fstest.MapFS{
		"no YAML":            overlay("resources: ["),
		"an unknown field":   overlay("resorces: []\n"),
		"a list for a text":  overlay("namePrefix: [a]\n"),
		"refers to itself":   overlay("resources: ['../x']\n"),
		"a chart":            overlay("helmCharts: [{name: a, repo: 'https://charts.invalid'}]\n"),
		"no such overlay":    {},
		"an object unnamed":  {"deploy/overlays/x/kustomization.yaml": {Data: []byte("resources: [a.yaml]\n")}, "deploy/overlays/x/a.yaml": {Data: []byte("kind: Pod\n")}},
		"a patch of nothing": overlay("patches: [{patch: 'kind: Pod', target: {kind: '['}}]\n"),
	}
	for name, files := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := manifest.Overlay(t.Context(), files, "x")
			require.Error(t, err)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestBuildStopsWhenAskedTo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := manifest.Overlay(ctx, tree(), "prod")
	assert.ErrorIs(t, err, context.Canceled)
}

func TestWorkloads(t *testing.T) {
	objects, err := manifest.Overlay(t.Context(), tree(), "prod")
	require.NoError(t, err)
	workloads, err := manifest.Workloads(objects)
	require.NoError(t, err)
	require.Len(t, workloads, 1)
	assert.Equal(t, "Deployment/app", workloads[0].Object.String())
	assert.Equal(t, map[string]string{"app": "app"}, workloads[0].Selector)
	assert.True(t, workloads[0].Serves())
	_, err = manifest.Workloads([]manifest.Object{{"kind": "Deployment", "metadata": map[string]any{"name": "x"}, "spec": "none"}})
	assert.ErrorContains(t, err, "Deployment/x")
}
