package templates_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// TestShutdownLosesNoRequest stops each stage's service while a client is
// still sending its request: the replica takes itself out of the endpoints,
// closes the door, finishes what it has and ends well, within its grace.
func TestShutdownLosesNoRequest(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		t.Parallel()
		p := startService(t, stage, settings(stage))
		slow := dial(t, p.app)
		_, err := fmt.Fprint(slow, "GET /v1/hello?name=slow HTTP/1.1\r\nHost: orders\r\nContent-Length: 10\r\n\r\nhalf-")
		require.NoError(t, err)
		p.waitForLog(t, "request") // the handler has it, and the answer waits for the rest

		asked := time.Now()
		require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
		p.waitForLog(t, "draining")
		assert.Equal(t, http.StatusServiceUnavailable, call(t, http.MethodGet, p.admin, "/readyz").StatusCode)
		late := call(t, http.MethodGet, p.app, "/v1/hello")
		assert.Equal(t, http.StatusOK, late.StatusCode, "balancers send requests for a while after a pod was told to stop")
		assert.True(t, late.Close, "and are told to send the next one elsewhere")

		require.Eventually(t, func() bool {
			conn, err := net.DialTimeout("tcp", p.app, time.Second)
			if err == nil {
				conn.Close()
			}
			return err != nil
		}, patience, 20*time.Millisecond, "the port stays open")
		assert.Equal(t, http.StatusOK, call(t, http.MethodGet, p.admin, "/healthz").StatusCode, "a pod that drains is alive")
		assert.Equal(t, http.StatusServiceUnavailable, call(t, http.MethodGet, p.admin, "/readyz").StatusCode)

		_, err = fmt.Fprint(slow, "done.")
		require.NoError(t, err)
		response, err := http.ReadResponse(bufio.NewReader(slow), nil)
		require.NoError(t, err, "the request was lost")
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, response.StatusCode)
		assert.JSONEq(t, `{"message":"hello, slow"}`, string(body))

		took, err := p.wait(t, asked)
		assert.NoError(t, err)
		assert.Less(t, took, graceAfterPreStop(t, stage))
	})
}

// TestShutdownFitsIntoItsGrace adds up the longest that a stopping pod takes:
// the kubelet must not kill it before.
func TestShutdownFitsIntoItsGrace(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		var total time.Duration
		files := filesOf(t, newService(t, stage, "go", least(stage)))
		for _, pattern := range []string{
			`env\("SHUTDOWN_DELAY", "(\d+)s"\)`, `drainTimeout += (\d+) \* time.Second`, `closeTimeout += (time.Second)\n`,
		} {
			code := string(files["internal/platform/platform.go"].Content) + string(files["internal/platform/stage.go"].Content)
			found := regexp.MustCompile(pattern).FindStringSubmatch(code)
			require.NotNil(t, found, pattern)
			seconds, err := time.ParseDuration(strings.Replace(found[1], "time.Second", "1", 1) + "s")
			require.NoError(t, err)
			total += seconds
		}
		assert.Less(t, total, graceAfterPreStop(t, stage))
	})
}

// TestInterruptStopsAtOnce holds that a developer's Ctrl-C does not wait for
// load balancers.
func TestInterruptStopsAtOnce(t *testing.T) {
	p := startService(t, "prototype", nil, "SHUTDOWN_DELAY=1h")
	start := time.Now()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGINT))
	_, err := p.wait(t, start)
	assert.NoError(t, err)
}

// TestBrokenSettingsEndTheStart holds that a service that cannot run says so
// and ends, rather than run otherwise than it was told.
func TestBrokenSettingsEndTheStart(t *testing.T) {
	p := startService(t, "prototype", nil)
	_, port, err := net.SplitHostPort(p.app)
	require.NoError(t, err)
	for _, env := range []string{"PORT=" + port, "ADMIN_PORT=" + port, "SHUTDOWN_DELAY=soon"} {
		out, err := runToEnd(t, p.cmd.Path, env)
		assert.Error(t, err, env)
		assert.Contains(t, out, `"level":"ERROR"`, env)
	}
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

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
	return conn
}
