package templates_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// object is a Kubernetes object.
type object map[string]any

// at is the value below the keys, or nil.
func (o object) at(keys ...string) any {
	var v any = map[string]any(o)
	for _, key := range keys {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

// id is how a message names an object.
func (o object) id() string {
	name, _ := o.at("metadata", "name").(string)
	kind, _ := o.at("kind").(string)
	return kind + "/" + name
}

// overlays are the folders that kubectl apply -k takes.
func overlays(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "deploy", "overlays", "*"))
	require.NoError(t, err)
	require.NotEmpty(t, found)
	return append(found, filepath.Join(dir, "deploy", "namespace"))
}

// built is what kustomize makes of a folder, by id; it must have nothing to
// warn of.
func built(t *testing.T, folder string) map[string]object {
	t.Helper()
	stdout, stderr := outputs(t, folder, "kubectl", "kustomize", ".")
	assert.Empty(t, stderr)
	out := map[string]object{}
	for _, document := range strings.Split(stdout, "\n---\n") {
		var o object
		require.NoError(t, yaml.UnmarshalStrict([]byte(document), &o))
		require.NotContains(t, out, o.id(), "the same object twice")
		out[o.id()] = o
	}
	return out
}

// TestEveryOverlayBuilds builds each stage's overlays, with the least that is
// set and with everything.
func TestEveryOverlayBuilds(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		for _, set := range [][]string{least(stage), settings(stage)} {
			dir := newService(t, stage, "go", set)
			for _, overlay := range overlays(t, dir) {
				for id, o := range built(t, overlay) {
					assert.Equal(t, stage, o.at("metadata", "labels", "kubectl-svc.dev/stage"), id)
					assert.Equal(t, serviceName, o.at("metadata", "labels", "app.kubernetes.io/name"), id)
					assert.Nil(t, o.at("spec", "replicas"), "%s: applying it would scale", id)
					if stage != "prototype" {
						assert.Equal(t, "team-checkout", o.at("metadata", "labels", "owner"), id)
					}
				}
			}
		}
	})
}

// TestOverlaysHoldWhatTheirStageIsFor holds the objects of production, and
// that one node is enough for dev.
func TestOverlaysHoldWhatTheirStageIsFor(t *testing.T) {
	base := []string{"Deployment/orders", "Service/orders", "ServiceAccount/orders"}
	grown := append([]string{"NetworkPolicy/orders", "PodDisruptionBudget/orders"}, base...)
	for stage, want := range map[string]map[string][]string{
		"prototype": {"overlays/dev": base, "namespace": {"Namespace/orders"}},
		"rapid": {
			"overlays/dev":        grown,
			"overlays/staging":    append([]string{"HorizontalPodAutoscaler/orders"}, grown...),
			"overlays/production": append([]string{"HorizontalPodAutoscaler/orders", "Ingress/orders"}, grown...),
			"namespace":           {"Namespace/orders"},
		},
		"critical": {
			"overlays/dev":        grown,
			"overlays/staging":    append([]string{"HorizontalPodAutoscaler/orders"}, grown...),
			"overlays/production": append([]string{"HorizontalPodAutoscaler/orders", "Ingress/orders"}, grown...),
			"namespace":           {"Namespace/orders", "NetworkPolicy/default-deny", "LimitRange/defaults", "ResourceQuota/quota"},
		},
	} {
		t.Run(stage, func(t *testing.T) {
			dir := newService(t, stage, "go", settings(stage))
			got := map[string][]string{}
			for _, folder := range overlays(t, dir) {
				rel, err := filepath.Rel(filepath.Join(dir, "deploy"), folder)
				require.NoError(t, err)
				for id := range built(t, folder) {
					got[filepath.ToSlash(rel)] = append(got[filepath.ToSlash(rel)], id)
				}
			}
			require.Len(t, got, len(want))
			for folder := range want {
				assert.ElementsMatch(t, want[folder], got[folder], folder)
			}
		})
	}
}

// TestNothingImmutableChanges holds that a promotion can be applied over what
// runs: no object is renamed, and no field that the API refuses to change
// changes.
func TestNothingImmutableChanges(t *testing.T) {
	stages := standard(t).StageNames()
	dev := func(stage string) map[string]object {
		return built(t, filepath.Join(newService(t, stage, "go", least(stage)), "deploy", "overlays", "dev"))
	}
	before := dev(stages[0])
	for _, stage := range stages[1:] {
		after := dev(stage)
		for id := range before {
			assert.Contains(t, after, id, stage)
		}
		for _, field := range [][]string{
			{"Deployment/orders", "spec", "selector"},
			{"Service/orders", "spec"},
			{"ServiceAccount/orders", "automountServiceAccountToken"},
		} {
			want := before[field[0]].at(field[1:]...)
			require.NotNil(t, want, field)
			assert.Equal(t, want, after[field[0]].at(field[1:]...), "%s: %s", stage, field)
		}
	}
}

// TestSelectorsFindThePods holds that what selects pods selects these.
func TestSelectorsFindThePods(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		dir := newService(t, stage, "go", settings(stage))
		objects := built(t, filepath.Join(dir, "deploy", "overlays", "dev"))
		pods, ok := objects["Deployment/orders"].at("spec", "template", "metadata", "labels").(map[string]any)
		require.True(t, ok)
		for _, selector := range []any{
			objects["Deployment/orders"].at("spec", "selector", "matchLabels"),
			objects["Service/orders"].at("spec", "selector"),
			objects["PodDisruptionBudget/orders"].at("spec", "selector", "matchLabels"),
			objects["NetworkPolicy/orders"].at("spec", "podSelector", "matchLabels"),
		} {
			if selector == nil && stage == "prototype" {
				continue // the last two come later
			}
			labels, ok := selector.(map[string]any)
			require.True(t, ok)
			assert.Subset(t, pods, labels)
		}
	})
}

// TestUsersPlaceReachesThePods holds that the local component of an overlay is
// where a variable or a Secret of one environment goes.
func TestUsersPlaceReachesThePods(t *testing.T) {
	dir := newService(t, "rapid", "go", least("rapid"))
	local := filepath.Join(dir, "deploy", "overlays", "production", "local", "kustomization.yaml")
	content, err := os.ReadFile(local)
	require.NoError(t, err)
	// The example in the file, as somebody who needs it would uncomment it.
	head, example, found := strings.Cut(string(content), "patches: []\n")
	require.True(t, found)
	require.NoError(t, os.WriteFile(local, []byte(head+"patches:\n"+strings.NewReplacer("\n# ", "\n").Replace("\n"+example)), 0o644))
	deployment := built(t, filepath.Dir(filepath.Dir(local)))["Deployment/orders"]
	containers, ok := deployment.at("spec", "template", "spec", "containers").([]any)
	require.True(t, ok)
	assert.Contains(t, object(containers[0].(map[string]any)).at("env"), map[string]any{"name": "LOG_LEVEL", "value": "debug"})
}
