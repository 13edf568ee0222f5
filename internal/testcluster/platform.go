package testcluster

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// platforms are the Go modules that carry a platform's resource definitions, at
// the newest versions that this module's Go accepts: those resources that a
// service has, because each costs the API server a while.
var platforms = map[string]struct{ module, files string }{
	"argo-rollouts":       {"github.com/argoproj/argo-rollouts@v1.10.1", "manifests/crds/*-crd.yaml"},
	"gateway-api":         {"sigs.k8s.io/gateway-api@v1.6.3", "config/crd/standard/gateway.networking.k8s.io_*.yaml"},
	"keda":                {"github.com/kedacore/keda/v2@v2.21.0", "config/crd/bases/keda.sh_*.yaml"},
	"prometheus-operator": {"github.com/prometheus-operator/prometheus-operator@v0.85.0", "example/prometheus-operator-crd/*_{podmonitors,probes,prometheusrules,servicemonitors}.yaml"},
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
	t.Cleanup(func() { c.uninstall(t, files) })
	c.must(t, "", append([]string{"create"}, files...)...)
	c.must(t, "", "wait", "--for=condition=Established", "customresourcedefinition", "--all", "--timeout=2m")
	require.NoError(t, os.RemoveAll(c.cache()))
}

// uninstall deletes what files define. The API server takes its finalizer off a
// definition once no object of it is left, and at times never does where the
// definition did not live long; then it is taken off here.
func (c *Cluster) uninstall(t testing.TB, files []string) {
	t.Helper()
	remove := append([]string{"delete", "--ignore-not-found", "--wait", "--timeout=30s"}, files...)
	if _, err := c.Kubectl(context.WithoutCancel(t.Context()), "", remove...); err != nil {
		left := c.must(t, "", "get", "customresourcedefinition", "--output", "jsonpath={.items[?(@.metadata.deletionTimestamp)].metadata.name}")
		t.Logf("not deleted in time: %s", left)
		for _, name := range strings.Fields(left) {
			_, err := c.Kubectl(context.WithoutCancel(t.Context()), "", "patch", "customresourcedefinition", name, "--type=merge", `--patch={"metadata":{"finalizers":null}}`)
			if err != nil {
				t.Logf("%s went meanwhile: %v", name, err)
			}
		}
		c.must(t, "", remove...)
	}
	// What kubectl has learned of them is no longer true.
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
	var module struct{ Dir, Error string }
	if decodes := json.Unmarshal(out, &module); err != nil || decodes != nil {
		testtool.Without(t, fmt.Sprintf("the module %s is not to be had: %v %s", platform.module, err, module.Error))
	}
	files, err := doublestar.FilepathGlob(filepath.Join(module.Dir, filepath.FromSlash(platform.files)))
	require.NoError(t, err)
	require.NotEmpty(t, files, "%s: no %s", platform.module, platform.files)
	return files
}
