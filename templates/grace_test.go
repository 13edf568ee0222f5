package templates_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// TestShutdownFitsIntoItsGrace adds up the longest that a stopping pod takes:
// the kubelet must not kill it before.
func TestShutdownFitsIntoItsGrace(t *testing.T) {
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		total := 0
		files := filesOf(t, newService(t, stage, l.name, least(stage)))
		for _, part := range l.stopping {
			found := regexp.MustCompile(part.pattern).FindSubmatch(files[part.file].Content)
			require.NotNil(t, found, part.pattern)
			seconds := part.fixed
			if len(found) > 1 {
				var err error
				seconds, err = strconv.Atoi(string(found[1]))
				require.NoError(t, err)
			}
			total += seconds
		}
		assert.Less(t, time.Duration(total)*time.Second, graceAfterPreStop(t, stage))
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
