package templates_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// TestShutdownFitsIntoItsGrace adds up the longest that a stopping pod takes:
// the kubelet must not kill it before.
func TestShutdownFitsIntoItsGrace(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		var total time.Duration
		files := filesOf(t, newService(t, stage, "go", least(stage)))
		for _, pattern := range []string{
			`env\("SHUTDOWN_DELAY", "(\d+)s"\)`, `drainTimeout += (\d+) \* time.Second`, `closeTimeout += (time.Second)\n`,
		} {
			code := string(files["internal/platform/run.go"].Content) + string(files["internal/platform/stage.go"].Content)
			found := regexp.MustCompile(pattern).FindStringSubmatch(code)
			require.NotNil(t, found, pattern)
			seconds, err := time.ParseDuration(strings.Replace(found[1], "time.Second", "1", 1) + "s")
			require.NoError(t, err)
			total += seconds
		}
		assert.Less(t, total, graceAfterPreStop(t, stage))
	})
}

// graceAfterPreStop is what the manifests give the process to end.
func graceAfterPreStop(t *testing.T, stage string) time.Duration {
	t.Helper()
	var deployment struct {
		Spec struct {
			Template struct {
				Spec struct {
					TerminationGracePeriodSeconds int
					Containers                    []struct {
						Lifecycle struct {
							PreStop struct{ Sleep struct{ Seconds int } }
						}
					}
				}
			}
		}
	}
	dir := newService(t, stage, "go", settings(stage))
	content, err := os.ReadFile(filepath.Join(dir, "deploy", "base", "deployment.yaml"))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(content, &deployment))
	pod := deployment.Spec.Template.Spec
	require.NotZero(t, pod.TerminationGracePeriodSeconds)
	return time.Duration(pod.TerminationGracePeriodSeconds-pod.Containers[0].Lifecycle.PreStop.Sleep.Seconds) * time.Second
}
