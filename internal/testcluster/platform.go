package testcluster

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// platforms are the Go modules that carry a platform's resource definitions.
var platforms = map[string]struct{ module, files string }{
	"argo-rollouts":       {"github.com/argoproj/argo-rollouts@v1.10.2", "manifests/crds/*-crd.yaml"},
	"gateway-api":         {"sigs.k8s.io/gateway-api@v1.7.0", "config/crd/standard/gateway.networking.k8s.io_*.yaml"},
	"keda":                {"github.com/kedacore/keda/v2@v2.21.0", "config/crd/bases/*.yaml"},
	"prometheus-operator": {"github.com/prometheus-operator/prometheus-operator@v0.85.0", "example/prometheus-operator-crd/*.yaml"},
}

// Install brings the custom resource definitions of platforms, named as in
// svc.yaml, into the cluster until the test is over. No controller comes with
// them. The whole process sees them: such a test does not run in parallel with
// others.
func (c *Cluster) Install(t testing.TB, names ...string) {
	t.Helper()
	var files []string
	for _, name := range names {
		for _, path := range definitions(t, name) {
			files = append(files, "-f", path)
		}
	}
	if len(files) == 0 {
		return
	}
	c.must(t, "", append([]string{"create"}, files...)...)
	t.Cleanup(func() {
		c.must(t, "", append([]string{"delete", "--wait"}, files...)...)
		// What kubectl has learned of them is no longer true.
		require.NoError(t, os.RemoveAll(c.cache()))
	})
	c.must(t, "", "wait", "--for=condition=Established", "customresourcedefinition", "--all", "--timeout=30s")
	require.NoError(t, os.RemoveAll(c.cache()))
}

// definitions are the files that define the resources of a platform.
func definitions(t testing.TB, name string) []string {
	t.Helper()
	platform, known := platforms[name]
	require.Truef(t, known, "no resource definitions are known of platform %s: add its module to platforms", name)
	cmd := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", platform.module)
	cmd.Env = append(cmd.Environ(), "GOFLAGS=", "GOWORK=off")
	cmd.Dir = t.TempDir() // no module's go.mod has a say
	out, err := cmd.Output()
	if err != nil {
		without(t, "the module "+platform.module+" is not to be had: "+string(out))
	}
	var module struct{ Dir string }
	require.NoError(t, json.Unmarshal(out, &module))
	files, err := filepath.Glob(filepath.Join(module.Dir, filepath.FromSlash(platform.files)))
	require.NoError(t, err)
	require.NotEmpty(t, files, "%s: no %s", platform.module, platform.files)
	return files
}
