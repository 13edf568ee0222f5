package conformance

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patience is how long a condition may take on a busy machine.
const patience = 2 * time.Minute

// Process is a service that runs.
type Process struct {
	App, Admin string // host:port

	cmd   *exec.Cmd
	ended chan error

	mu    sync.Mutex
	lines []string
}

// Environment is what a service runs with: free ports, and nothing of this
// machine that would change what it does.
func Environment(extra ...string) []string {
	env := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return strings.HasPrefix(name, "OTEL_") || slices.Contains([]string{"GOMEMLIMIT", "NODE_OPTIONS", "CREDENTIALS_DIRECTORY", "MAX_IN_FLIGHT"}, name)
	})
	return append(env, append([]string{"PORT=0", "ADMIN_PORT=0", "LOG_LEVEL=info", "SHUTDOWN_DELAY=1s"}, extra...)...)
}

// Start runs a command until the test ends, and waits until it listens.
func Start(t *testing.T, dir string, command []string, env ...string) *Process {
	t.Helper()
	p := launch(t, dir, command, env...)
	listening := p.WaitForLog(t, "listening")
	local := func(field string) string {
		address, _ := listening[field].(string)
		_, port, err := net.SplitHostPort(address)
		require.NoError(t, err, "%s is %q", field, address)
		return net.JoinHostPort("127.0.0.1", port)
	}
	p.App, p.Admin = local("addr"), local("admin_addr")
	return p
}

// launch runs a command until the test ends.
func launch(t *testing.T, dir string, command []string, env ...string) *Process {
	t.Helper()
	p := &Process{cmd: exec.CommandContext(context.Background(), command[0], command[1:]...), ended: make(chan error, 1)}
	p.cmd.Dir, p.cmd.Env = dir, Environment(env...)
	stdout, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		scanner := bufio.NewScanner(stdout)
		scanner.Buffer(nil, 1<<20) // a panic's stack is one line
		for scanner.Scan() {
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
			t.Logf("the service's log:\n%s", strings.Join(p.Log(), "\n"))
		}
	})
	return p
}

// RunToEnd runs a command that ends by itself.
func RunToEnd(t *testing.T, dir string, command []string, env ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir, cmd.Env = dir, Environment(env...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, ctx.Err(), "it goes on running with %s", env)
	return string(out), err
}

// Log are the lines written so far.
func (p *Process) Log() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.lines)
}

// Entries are the log's lines with a message; every line must be JSON.
func (p *Process) Entries(t require.TestingT, message string) []map[string]any {
	var out []map[string]any
	for _, line := range p.Log() {
		var entry map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &entry), line)
		if entry["msg"] == message {
			out = append(out, entry)
		}
	}
	return out
}

// WaitForLog waits for a line with a message, and perhaps a field's value.
func (p *Process) WaitForLog(t *testing.T, message string, field ...string) map[string]any {
	t.Helper()
	var entry map[string]any
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		entries := p.Entries(c, message)
		i := slices.IndexFunc(entries, func(e map[string]any) bool { return len(field) == 0 || e[field[0]] == field[1] })
		if assert.GreaterOrEqual(c, i, 0) {
			entry = entries[i]
		}
	}, patience, 5*time.Millisecond, "no log line %q %v", message, field)
	return entry
}

// Signal sends the service a signal.
func (p *Process) Signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(s))
}

// PID is the service's process id.
func (p *Process) PID() string { return strconv.Itoa(p.cmd.Process.Pid) }

// Stop tells the service to stop, and returns how it ended and how long that
// took.
func (p *Process) Stop(t *testing.T) (time.Duration, error) {
	t.Helper()
	start := time.Now()
	p.Signal(t, syscall.SIGTERM)
	return p.Wait(t, start)
}

// Wait waits for the service to end.
func (p *Process) Wait(t *testing.T, since time.Time) (time.Duration, error) {
	t.Helper()
	select {
	case err := <-p.ended:
		return time.Since(since), err
	case <-time.After(patience + 30*time.Second):
		require.Fail(t, "the service does not end")
		return 0, nil
	}
}

// Kill ends the service as a crash does, at once, and waits until it is gone.
func (p *Process) Kill(t *testing.T) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Kill())
	require.Error(t, <-p.ended, "it was killed")
}
