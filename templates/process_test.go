package templates_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patience is how long a condition may take on a busy machine.
const patience = 30 * time.Second

// process is a service that runs.
type process struct {
	app, admin string // host:port
	cmd        *exec.Cmd
	ended      chan error

	mu    sync.Mutex
	lines []string // its log
}

// startService builds a fresh service and starts it on free ports.
func startService(t *testing.T, stage string, set []string, env ...string) *process {
	t.Helper()
	dir := newService(t, stage, "go", set)
	makes(t, dir, "build", "VERSION=1.2.3")
	return start(t, filepath.Join(dir, "bin", serviceName), env...)
}

// serviceEnvironment lets a service choose free ports.
func serviceEnvironment(env []string) []string {
	return append(environment(), append([]string{"PORT=0", "ADMIN_PORT=0", "LOG_LEVEL=info"}, env...)...)
}

// runToEnd runs a binary that ends by itself.
func runToEnd(t *testing.T, binary string, env ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary)
	cmd.Env = serviceEnvironment(env)
	out, err := cmd.CombinedOutput()
	require.NoError(t, ctx.Err(), "it goes on running with %s", env)
	return string(out), err
}

// start runs a binary until the test ends.
func start(t *testing.T, binary string, env ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(binary), ended: make(chan error, 1)}
	p.cmd.Env = serviceEnvironment(env)
	stdout, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		for scanner := bufio.NewScanner(stdout); scanner.Scan(); {
			p.mu.Lock()
			p.lines = append(p.lines, scanner.Text())
			p.mu.Unlock()
		}
		p.ended <- p.cmd.Wait()
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-finished
		if t.Failed() {
			t.Logf("the service's log:\n%s", strings.Join(p.log(), "\n"))
		}
	})
	listening := p.waitForLog(t, "listening")
	local := func(field string) string {
		_, port, err := net.SplitHostPort(listening[field].(string))
		require.NoError(t, err)
		return net.JoinHostPort("127.0.0.1", port)
	}
	p.app, p.admin = local("addr"), local("admin_addr")
	return p
}

// log are the lines written so far.
func (p *process) log() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.lines)
}

// entries are the log's lines with a message; every line must be JSON.
func (p *process) entries(t require.TestingT, message string) []map[string]any {
	var out []map[string]any
	for _, line := range p.log() {
		var entry map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &entry), line)
		if entry["msg"] == message {
			out = append(out, entry)
		}
	}
	return out
}

// waitForLog waits for a line with a message, and perhaps a field's value.
func (p *process) waitForLog(t *testing.T, message string, field ...string) map[string]any {
	t.Helper()
	var entry map[string]any
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		entries := p.entries(c, message)
		i := slices.IndexFunc(entries, func(e map[string]any) bool { return len(field) == 0 || e[field[0]] == field[1] })
		if assert.GreaterOrEqual(c, i, 0) {
			entry = entries[i]
		}
	}, patience, 5*time.Millisecond, "no log line %q %v", message, field)
	return entry
}

// stop tells the service to stop, and returns how it ended and how long that
// took.
func (p *process) stop(t *testing.T) (time.Duration, error) {
	t.Helper()
	start := time.Now()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	return p.wait(t, start)
}

// wait waits for the service to end.
func (p *process) wait(t *testing.T, since time.Time) (time.Duration, error) {
	t.Helper()
	select {
	case err := <-p.ended:
		return time.Since(since), err
	case <-time.After(patience):
		require.Fail(t, "the service does not end")
		return 0, nil
	}
}

// answer is a response with its body.
type answer struct {
	*http.Response
	body string
}

// call sends a request without a body.
func call(t *testing.T, method, address, path string, header ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+address+path, nil)
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return answer{response, string(body)}
}
