//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// terminal runs the plugin on a pseudo-terminal and types answers.
type terminal struct {
	t     *testing.T
	tty   *os.File
	shown chan []byte
	seen  strings.Builder
	cmd   *exec.Cmd
}

// onTerminal starts the plugin in a folder. Standard output goes to the
// terminal, too.
func onTerminal(t *testing.T, dir string, args ...string) *terminal {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, "kubectl-svc", args...)
	cmd.Dir = dir
	cmd.Env = []string{"TERM=xterm", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 120})
	require.NoError(t, err)
	t.Cleanup(func() { tty.Close() })
	term := &terminal{t: t, tty: tty, cmd: cmd, shown: make(chan []byte, 64)}
	go term.read()
	return term
}

// read passes on what is shown, and answers the one question that programs ask
// of a terminal: where the cursor is.
func (x *terminal) read() {
	defer close(x.shown)
	buf := make([]byte, 4096)
	for {
		n, err := x.tty.Read(buf)
		chunk := bytes.Clone(buf[:n])
		for range bytes.Count(chunk, []byte("\x1b[6n")) {
			_, _ = io.WriteString(x.tty, "\x1b[1;1R")
		}
		x.shown <- chunk
		if err != nil {
			return
		}
	}
}

// expect waits until a text is shown.
func (x *terminal) expect(text string) *terminal {
	x.t.Helper()
	for !strings.Contains(x.seen.String(), text) {
		chunk, open := <-x.shown
		x.seen.Write(chunk)
		if !open && !strings.Contains(x.seen.String(), text) {
			x.t.Fatalf("the terminal never showed %q:\n%s", text, x.seen.String())
		}
	}
	shown := x.seen.String()
	x.seen.Reset()
	x.seen.WriteString(shown[strings.Index(shown, text)+len(text):])
	return x
}

// enter types a line.
func (x *terminal) enter(text string) *terminal {
	x.t.Helper()
	_, err := io.WriteString(x.tty, text+"\r")
	require.NoError(x.t, err)
	return x
}

// ends waits for the command and returns its exit code.
func (x *terminal) ends() int {
	x.t.Helper()
	for chunk := range x.shown {
		x.seen.Write(chunk)
	}
	_ = x.cmd.Wait()
	return x.cmd.ProcessState.ExitCode()
}

const down = "\x1b[B"

func smallPack(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../testdata/packs/small")
	require.NoError(t, err)
	return path
}

func TestTerminalAsksForWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	x := onTerminal(t, dir, "new", "--pack", smallPack(t))
	x.expect("Name of the service").enter("Shop").expect("not a DNS label").enter("shop")
	x.expect("Stage it is in").expect("solid").enter(down)
	x.expect("Owning team").enter("Nobody!").expect("does not match").enter("team-shop")
	require.Equal(t, 0, x.ends(), x.seen.String())
	record, err := os.ReadFile(filepath.Join(dir, "shop", "svc.yaml"))
	require.NoError(t, err)
	assert.Contains(t, string(record), "stage: grown")
	assert.Contains(t, string(record), "owner: team-shop")
	assert.Contains(t, x.seen.String(), "\x1b[1m", "a terminal gets colour")
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
	cases := []struct {
		name, keys string
		code       int
		wants      string
	}{
		{"yours", "", 0, "timeout = 60s\nretries"},
		{"template", down, 0, "timeout = 5s\nretries"},
		{"leave", down + down, 3, "<<<<<<< yours"},
		{"quit", down + down + down, 1, "timeout = 60s\nretries"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := edited(t)
			x := onTerminal(t, dir, "promote", "--set", "owner=team-shop")
			x.expect("app.conf, line 5").expect("timeout = 30s").expect("timeout = 60s").expect("timeout = 5s")
			x.expect("Take").expect("quit, changing nothing").enter(c.keys)
			require.Equal(t, c.code, x.ends(), x.seen.String())
			content, err := os.ReadFile(filepath.Join(dir, "app.conf"))
			require.NoError(t, err)
			assert.Contains(t, string(content), c.wants)
			if c.name == "quit" {
				assert.NoFileExists(t, filepath.Join(dir, "budget.yaml"))
				assert.Contains(t, x.seen.String(), "nothing was changed")
			}
		})
	}
}

func TestTerminalInterrupted(t *testing.T) {
	dir := t.TempDir()
	x := onTerminal(t, dir, "new", "--pack", smallPack(t))
	x.expect("Name of the service").enter("\x03")
	require.Equal(t, 1, x.ends())
	assert.Contains(t, x.seen.String(), "error: interrupted; nothing was changed")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, entries)
}
