package plugin

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// defines brings a kind of argoproj.io into the cluster, with no controller.
func (s *shop) defines(kind string) {
	s.t.Helper()
	plural := strings.ToLower(kind) + "s"
	definition := `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: ` + plural + `.argoproj.io},
		spec: {group: argoproj.io, scope: Namespaced, names: {kind: ` + kind + `, plural: ` + plural + `},
		versions: [{name: v1alpha1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}}`
	s.kubectl(definition, "create", "-f", "-")
	s.t.Cleanup(func() {
		_, _ = s.cluster.Kubectl(context.WithoutCancel(s.t.Context()), "", "delete", "customresourcedefinition", plural+".argoproj.io", "--wait")
	})
	s.kubectl("", "wait", "--for=condition=Established", "customresourcedefinition/"+plural+".argoproj.io", "--timeout=30s")
}

// TestRollouts: an Argo Rollout and the Deployment it drives are one row, and
// an apply waits for what the Rollout's status says.
func TestRollouts(t *testing.T) {
	s := newShop(t)
	s.defines("Rollout")
	local := filepath.Join(s.dir, "deploy/overlays/dev/local")
	require.NoError(t, os.WriteFile(filepath.Join(local, "kustomization.yaml"), []byte("apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [rollout.yaml]\n"), 0o644))
	rollout := `{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: orders, labels: {app.kubernetes.io/managed-by: kubectl-svc}},
		spec: {replicas: 4, workloadRef: {apiVersion: apps/v1, kind: Deployment, name: orders}},
		status: {observedGeneration: "99", phase: %s, message: why, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 4}}`
	write := func(phase string) {
		require.NoError(t, os.WriteFile(filepath.Join(local, "rollout.yaml"), fmt.Appendf(nil, rollout, phase), 0o644))
	}
	write("Healthy")
	_, _, errOut := s.run("apply", "--env", "dev")
	assert.Contains(t, errOut, "rollout.argoproj.io/orders: rolled out, 3 of 4 available\n")
	code, out, errOut := runWith(t, nil, "list", "-o", "wide", "--kubeconfig", s.cluster.Kubeconfig, "-n", s.namespace)
	require.Zero(t, code, errOut)
	assert.Regexp(t, `^NAME.*\norders .* 3/4 .* orders:dev +rollout.argoproj.io/orders\n$`, out)

	// A Deployment of another name is no row of its own, before the Rollout and
	// after it.
	for _, name := range []string{"aside", "zebra"} {
		s.kubectl(`{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: middle-`+name+`, labels: {app.kubernetes.io/managed-by: kubectl-svc}},
			spec: {replicas: 1, workloadRef: {apiVersion: apps/v1, kind: Deployment, name: `+name+`}}}`, "create", "-f", "-")
		s.kubectl("", "create", "deployment", name, "--image=i:v1", "--replicas=0")
		s.kubectl("", "label", "deployment", name, "app.kubernetes.io/managed-by=kubectl-svc")
	}
	_, out, _ = runWith(t, nil, "list", "-o", "name", "--kubeconfig", s.cluster.Kubeconfig, "-n", s.namespace)
	assert.Equal(t, 3, strings.Count(out, "\n"), out)

	write("Degraded")
	code, _, errOut = s.run("apply", "--env", "dev")
	assert.Equal(t, exitError, code)
	assert.Contains(t, errOut, "the rollout failed; rollout.argoproj.io/orders: degraded: why; everything was applied")
	write("Paused")
	code, _, errOut = s.run("apply", "--env", "dev", "--timeout", "3s")
	assert.Equal(t, exitError, code)
	assert.Contains(t, errOut, "did not finish within 3s; rollout.argoproj.io/orders: waiting for Paused why")
}

// TestPlatformAuto records what the cluster offers, and none without one.
func TestPlatformAuto(t *testing.T) {
	s := newShop(t)
	_, _, errOut := s.run("update", "--platform", "auto")
	assert.Contains(t, errOut, "platform: context test offers none\n")
	s.defines("Application") // of Argo CD, in the same group
	_, _, errOut = s.run("update", "--platform", "auto", "--dry-run")
	assert.Contains(t, errOut, "platform: context test offers none\n")
	s.defines("Rollout")
	_, _, errOut = s.run("update", "--platform", "auto", "--dry-run")
	assert.Contains(t, errOut, "platform: context test offers argo-rollouts")
	t.Setenv("KUBECONFIG", filepath.Join(t.TempDir(), "none"))
	dir := filepath.Join(t.TempDir(), "other")
	code, _, errOut := runWith(t, nil, "new", "other", "--dir", dir, "--platform", "auto")
	assert.Zero(t, code)
	assert.Contains(t, errOut, "warning: platform none, since no cluster could be asked: no cluster is configured")
	code, _, errOut = runWith(t, nil, "update", dir, "--platform", "auto")
	assert.Equal(t, exitError, code)
	assert.Contains(t, errOut, "nothing was changed")
}
