package conformance

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// drainTime is how long requests in flight may go on after SIGTERM and
// SHUTDOWN_DELAY.
func (x Target) drainTime() time.Duration {
	if x.atLeast("rapid") {
		return 25 * time.Second
	}
	return 10 * time.Second
}

// drains stops the service with a request in flight: the replica takes itself
// out of the endpoints, goes on serving for a while, closes the door, finishes
// what it has and ends well.
func drains(t *testing.T, x Target) {
	p := x.start(t)
	d := newDependency(t)
	d.hold()
	slow := dial(t, p.App)
	_, err := fmt.Fprintf(slow, "GET /probe/call?dependency=slow&url=%s HTTP/1.1\r\nHost: x\r\n\r\n", d.url)
	require.NoError(t, err)
	d.waitForCalls(t, 1)

	asked := time.Now()
	p.Signal(t, syscall.SIGTERM)
	p.WaitForLog(t, "draining")
	ready := Call(t, http.MethodGet, p.Admin, "/readyz", "")
	assert.Equal(t, http.StatusServiceUnavailable, ready.StatusCode)
	assert.JSONEq(t, `{"status":"draining"}`, ready.Text)
	late := p.get(t, "/probe/items/7")
	assert.Equal(t, http.StatusOK, late.StatusCode, "balancers send requests for a while after a pod was told to stop")
	assert.True(t, late.Close, "and are told to send the next one elsewhere")

	require.Eventually(t, func() bool {
		conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(t.Context(), "tcp", p.App)
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	}, patience, 20*time.Millisecond, "the port stays open")
	assert.GreaterOrEqual(t, time.Since(asked), 900*time.Millisecond, "it went on serving for SHUTDOWN_DELAY")
	assert.Equal(t, http.StatusOK, Call(t, http.MethodGet, p.Admin, "/healthz", "").StatusCode, "a pod that drains is alive")
	assert.Equal(t, http.StatusServiceUnavailable, Call(t, http.MethodGet, p.Admin, "/readyz", "").StatusCode)

	d.release()
	response, err := http.ReadResponse(bufio.NewReader(slow), nil)
	require.NoError(t, err, "the request was lost")
	_ = response.Body.Close()
	assert.Equal(t, http.StatusOK, response.StatusCode)
	_, err = p.Wait(t, asked)
	assert.NoError(t, err)
	assert.NotEmpty(t, p.Entries(t, "stopped"))
}

// endsItsDrain holds that a request that never ends does not keep the service:
// it is cut off in time, and the exit code says so.
func endsItsDrain(t *testing.T, x Target) {
	p := x.start(t, "SHUTDOWN_DELAY=1ms")
	// A client that sends its request for ever would be cut off earlier by the
	// body's timeout: this handler does not end.
	conn := dial(t, p.App)
	_, err := fmt.Fprint(conn, "GET /probe/hang HTTP/1.1\r\nHost: x\r\n\r\n")
	require.NoError(t, err)
	require.Eventually(t, func() bool { return inFlight(t, p) == "1" }, patience, 10*time.Millisecond)
	took, err := p.Stop(t)
	assert.Error(t, err, "requests were lost, and the exit code does not tell")
	assert.GreaterOrEqual(t, took, x.drainTime())
	assert.Less(t, took, x.drainTime()+10*time.Second)
}

// breaksOffAStart holds that a service that waits for something at its start
// ends when it is told to.
func breaksOffAStart(t *testing.T, x Target) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		p := launch(t, x.Dir, x.Command, append(slices.Clone(x.RuntimeEnv), "PROBE_HANGS=start", "SHUTDOWN_DELAY=1h")...)
		p.WaitForLog(t, "probe hangs")
		start := time.Now()
		p.Signal(t, signal)
		_, err := p.Wait(t, start)
		assert.Error(t, err, "it was broken off by %s, and the exit code does not tell", signal)
		assert.Empty(t, p.Entries(t, "listening"))
	}
}

// leavesClosersBehind holds that a function of the service that hangs at the
// end keeps nobody waiting, and fails no stop that lost no request.
func leavesClosersBehind(t *testing.T, x Target) {
	_, err := x.start(t, "PROBE_HANGS=closer").Stop(t)
	assert.NoError(t, err)
}

// stopsAtOnce holds that a developer's Ctrl-C does not wait for load balancers.
func stopsAtOnce(t *testing.T, x Target) {
	p := x.start(t, "SHUTDOWN_DELAY=1h")
	start := time.Now()
	p.Signal(t, syscall.SIGINT)
	_, err := p.Wait(t, start)
	assert.NoError(t, err)
}
