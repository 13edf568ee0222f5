//go:build linux

package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// terminal runs the plugin on a pseudo-terminal and types answers.
type terminal struct {
	t    *testing.T
	cmd  *exec.Cmd
	far  *os.File // the program's end, kept open to see what it has read
	near *os.File
	seen chan string // everything shown since the last expect, growing
	rest string
	// shown is everything up to the last text that was expected.
	shown string
}

// onTerminal starts the plugin in a folder, with all its streams on the
// terminal.
func onTerminal(t *testing.T, dir string, args ...string) *terminal {
	t.Helper()
	near, far, err := pty.Open()
	require.NoError(t, err)
	require.NoError(t, pty.Setsize(near, &pty.Winsize{Rows: 40, Cols: 120}))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, "kubectl-svc", args...)
	cmd.Dir = dir
	cmd.Env = []string{"TERM=xterm", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = far, far, far
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	require.NoError(t, cmd.Start())
	x := &terminal{t: t, cmd: cmd, near: near, far: far, seen: make(chan string, 1024)}
	t.Cleanup(func() { near.Close() })
	go x.read()
	return x
}

// read passes on what is shown.
func (x *terminal) read() {
	defer close(x.seen)
	buf := make([]byte, 4096)
	for {
		n, err := x.near.Read(buf)
		x.seen <- string(buf[:n])
		if err != nil {
			return
		}
	}
}

// expect waits until a text is shown.
func (x *terminal) expect(text string) *terminal {
	x.t.Helper()
	for !strings.Contains(x.rest, text) {
		chunk, open := <-x.seen
		x.rest += chunk
		if !open && !strings.Contains(x.rest, text) {
			x.t.Fatalf("the terminal never showed %q:\n%s", text, x.rest)
		}
	}
	before, rest, _ := strings.Cut(x.rest, text)
	x.shown, x.rest = x.shown+before+text, rest
	return x
}

// enter types keys and a line end.
func (x *terminal) enter(keys string) *terminal {
	x.t.Helper()
	_, err := io.WriteString(x.near, keys+"\r")
	require.NoError(x.t, err)
	return x
}

// ends waits for the command and returns its exit code.
func (x *terminal) ends() int {
	x.t.Helper()
	_ = x.cmd.Wait()
	x.far.Close() // now the reader comes to its end
	for chunk := range x.seen {
		x.rest += chunk
	}
	return x.cmd.ProcessState.ExitCode()
}

const down = "\x1b[B" // the arrow key

func smallPack(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../testdata/packs/small")
	require.NoError(t, err)
	return path
}

// edited makes a service whose promotion conflicts in one place.
func edited(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "shop")
	out, err := exec.Command("kubectl-svc", "new", "shop", "--dir", dir, "--pack", smallPack(t)).CombinedOutput()
	require.NoError(t, err, string(out))
	conf := filepath.Join(dir, "app.conf")
	content, err := os.ReadFile(conf)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(conf, bytes.Replace(content, []byte("30s"), []byte("60s"), 1), 0o644))
	return dir
}

func TestTerminalAsksAboutConflicts(t *testing.T) {
	const open = "<<<<<<< yours"
	cases := []struct {
		name, keys string
		code       int
		wants      string
	}{
		{"yours", "", 0, "timeout = 60s\nretries"},
		{"template", down, 0, "timeout = 5s\nretries"},
		{"leave", down + down, 3, open},
		{"quit", down + down + down, 1, "timeout = 60s\nretries"},
		{"yours by its letter", "y", 0, "timeout = 60s\nretries"},
		{"template by its letter", "t", 0, "timeout = 5s\nretries"},
		{"leave by its letter", "l", 3, open},
		{"quit by its letter", "q", 1, "timeout = 60s\nretries"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := edited(t)
			x := onTerminal(t, dir, "promote", "--set", "owner=team-shop")
			x.expect("app.conf, line 5").expect("timeout = 30s").expect("timeout = 60s").expect("timeout = 5s")
			x.expect("Take").expect("quit, changing nothing").enter(c.keys)
			require.Equal(t, c.code, x.ends(), x.rest)
			if c.code != 1 {
				assert.Contains(t, x.rest, "\x1b[1m", "a terminal gets colour")
			}
			content, err := os.ReadFile(filepath.Join(dir, "app.conf"))
			require.NoError(t, err)
			assert.Contains(t, string(content), c.wants)
			if c.code == 1 {
				assert.NoFileExists(t, filepath.Join(dir, "budget.yaml"))
				assert.Contains(t, x.rest, "nothing was changed")
			}
		})
	}
}

// Where each side only adds, both can stand; where one replaces, that is not
// offered. Questions are counted.
func TestTerminalOffersBoth(t *testing.T) {
	dir := edited(t)
	conf := filepath.Join(dir, "app.conf")
	content, err := os.ReadFile(conf)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(conf, append(content, "\n# ours\nregion = north\n"...), 0o644))
	x := onTerminal(t, dir, "promote", "--set", "owner=team-shop")
	x.expect("app.conf, line 5").expect("1 of 2").expect("Take").expect("quit, changing nothing")
	assert.NotContains(t, x.shown, "both")
	x.enter("y").expect("2 of 2").expect("(nothing)").expect("region = north").expect("owner = team-shop")
	x.expect("both: yours, then the template's").expect("quit, changing nothing").enter("b")
	require.Zero(t, x.ends(), x.rest)
	content, err = os.ReadFile(conf)
	require.NoError(t, err)
	assert.Contains(t, string(content), "timeout = 60s\n")
	assert.Contains(t, string(content), "region = north\n\n# who answers\nowner = team-shop\n")
}

// An adoption asks, too; quitting leaves the folder as it was.
func TestTerminalAsksAboutAnAdoption(t *testing.T) {
	for _, c := range []struct {
		key  string
		code int
	}{{"t", 0}, {"q", 1}} {
		t.Run(c.key, func(t *testing.T) {
			dir := t.TempDir()
			conf := filepath.Join(dir, "run.sh")
			require.NoError(t, os.WriteFile(conf, []byte("#!/bin/sh\necho ours\n"), 0o755))
			x := onTerminal(t, dir, "new", "shop", "--adopt", "--dir", ".", "--pack", smallPack(t))
			x.expect("run.sh, line 2").expect("(nothing)").expect("echo ours").expect("echo running")
			x.expect("both: yours, then the template's").expect("quit, changing nothing").enter(c.key)
			require.Equal(t, c.code, x.ends(), x.rest)
			content, err := os.ReadFile(conf)
			require.NoError(t, err)
			if c.code == 0 {
				assert.Equal(t, "#!/bin/sh\necho running\n", string(content))
				assert.FileExists(t, filepath.Join(dir, "svc.yaml"))
				return
			}
			assert.Equal(t, "#!/bin/sh\necho ours\n", string(content))
			entries, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Len(t, entries, 1, "nothing else is there")
		})
	}
}

// On a terminal a diff is coloured, what is kept of yours included.
func TestTerminalColoursWhatIsKept(t *testing.T) {
	dir := edited(t)
	x := onTerminal(t, dir, "promote", "--set", "owner=team-shop", "--resolve", "yours", "--dry-run", "--diff")
	x.expect("\x1b[36m@@ -").expect(" template").expect("\x1b[2m# kept yours, line 5").expect("\x1b[32m+timeout = 60s")
	require.Zero(t, x.ends(), x.rest)
}
