package testcluster

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNoProcessIsLeftBehind ends the programs that hold a cluster in every way
// there is, and waits until none of the cluster's processes lives.
func TestNoProcessIsLeftBehind(t *testing.T) {
	bin := Shared(t).bin
	program := []string{filepath.Join(bin, "cluster")}
	target := []string{"make", "--no-print-directory", "-C", "../..", "cluster"}
	test := []string{os.Args[0], "-test.run=^TestHoldsACluster$"}
	for name, c := range map[string]struct {
		command []string
		end     func(*holder) error
		litter  bool // files may stay
	}{
		"Ctrl-C on make cluster":       {command: target, end: toGroup(syscall.SIGINT)},
		"kill -9 of make":              {command: target, end: toProcess(syscall.SIGKILL)},
		"kill of the program":          {command: program, end: toProcess(syscall.SIGTERM)},
		"kill -9 of the program":       {command: program, end: toProcess(syscall.SIGKILL), litter: true},
		"a test that is through":       {command: test, end: tell("pass")},
		"a test that panics":           {command: test, end: tell("panic")},
		"Ctrl-C on a test":             {command: test, end: toGroup(syscall.SIGINT)},
		"kill -9 of the test's binary": {command: test, end: toProcess(syscall.SIGKILL)},
	} {
		t.Run(name, func(t *testing.T) {
			holder := hold(t, c.command)
			cluster := processes(t, holder.dir)
			require.Len(t, cluster, 6, "etcd, API server, controller manager, scheduler, kwok and what holds them")
			require.NoError(t, c.end(holder))
			assert.Eventually(t, func() bool { return !slices.ContainsFunc(cluster, lives) }, 30*time.Second, 10*time.Millisecond)
			if !c.litter {
				assert.Eventually(t, func() bool { _, err := os.Stat(holder.dir); return os.IsNotExist(err) }, 30*time.Second, 10*time.Millisecond)
			}
		})
	}
}

// TestHoldsACluster is no test of its own: the one above runs it in a process
// that it ends.
func TestHoldsACluster(t *testing.T) {
	if os.Getenv("TEST_HOLDS_A_CLUSTER") == "" {
		return
	}
	fmt.Println(Shared(t).Kubeconfig)
	var word string
	fmt.Scanln(&word) //nolint:errcheck // no word is one, too
	if word == "panic" {
		panic("as told")
	}
}

// holder is a command that holds a cluster.
type holder struct {
	*exec.Cmd
	stdin io.Writer
	dir   string // the cluster's
}

// hold starts a command that holds a cluster, in a process group of its own,
// and returns when that is ready.
func hold(t *testing.T, command []string) *holder {
	t.Helper()
	h := &holder{Cmd: exec.Command(command[0], command[1:]...)}
	h.Env = append(slices.DeleteFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, "MAKE") }), "TEST_HOLDS_A_CLUSTER=1")
	h.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var log strings.Builder
	h.Stderr = &log
	stdin, err := h.StdinPipe()
	require.NoError(t, err)
	h.stdin = stdin
	stdout, err := h.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, h.Start())
	t.Cleanup(func() {
		_ = toGroup(syscall.SIGKILL)(h)
		_ = h.Wait()
	})
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if dir, found := strings.CutSuffix(lines.Text(), "/kubeconfig"); found {
			h.dir = dir
			return h
		}
	}
	_ = h.Wait()
	require.FailNow(t, "there is no cluster", log.String())
	return nil
}

func toProcess(signal syscall.Signal) func(*holder) error {
	return func(h *holder) error { return h.Process.Signal(signal) }
}

// toGroup sends a signal as a terminal does.
func toGroup(signal syscall.Signal) func(*holder) error {
	return func(h *holder) error { return syscall.Kill(-h.Process.Pid, signal) }
}

// tell writes a word to the command.
func tell(word string) func(*holder) error {
	return func(h *holder) error {
		_, err := fmt.Fprintln(h.stdin, word)
		return err
	}
}

// processes are those that were given a folder of the cluster, and their
// parent.
func processes(t *testing.T, dir string) []int {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	require.NoError(t, err)
	var out []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || !strings.Contains(commandLine(pid), dir) {
			continue
		}
		out = append(out, pid)
		if parent := parentOf(t, pid); !slices.Contains(out, parent) {
			out = append(out, parent)
		}
	}
	return out
}

// commandLine of a process; a dead one that nobody has asked for has none.
func commandLine(pid int) string {
	content, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return string(content)
}

func lives(pid int) bool { return commandLine(pid) != "" }

func parentOf(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(status), "\nPPid:\t")
	number, _, _ := strings.Cut(rest, "\n")
	parent, err := strconv.Atoi(number)
	require.NoError(t, err)
	return parent
}
