//go:build unix

package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// kills is how often TestKill kills; make test-all sets KUBECTL_SVC_KILLS
// higher.
func kills(t *testing.T) int {
	t.Helper()
	text, set := os.LookupEnv("KUBECTL_SVC_KILLS")
	if !set {
		return 24
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// TestKill kills a real promotion with SIGKILL at moments spread over its
// whole run, and at times the command that recovers from it, too. After the
// next command the folder is wholly old or wholly new.
func TestKill(t *testing.T) {
	start := filepath.Join(t.TempDir(), "orders")
	succeed(t, "new", "orders", "--dir", start)
	line, err := os.ReadFile(filepath.Join(start, "README.md"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(start, "README.md"), append(line, "\nOurs.\n"...), 0o644))
	promote := []string{"--set", "owner=team-a", "--set", "image=registry.internal/orders"}

	killed(t, start, ".", kills(t), promote...)
}

// TestKillInMonorepo does the same where the promotion also writes at the root
// of the repository around the service.
func TestKillInMonorepo(t *testing.T) {
	start := filepath.Join(t.TempDir(), "repository")
	service := filepath.Join("services", "orders")
	require.NoError(t, os.MkdirAll(filepath.Join(start, ".git"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(start, ".git", "HEAD"), []byte("ref: refs/heads/main\n"), 0o644))
	require.NoError(t, os.CopyFS(filepath.Join(start, "pack"), os.DirFS(filepath.Join("..", "..", "testdata", "packs", "mono"))))
	succeed(t, "new", "orders", "--dir", filepath.Join(start, service), "--pack", filepath.Join(start, "pack"))
	require.FileExists(t, filepath.Join(start, ".github", "workflows", "orders.yaml"))
	killed(t, start, service, kills(t)/4)
	require.NoFileExists(t, filepath.Join(start, ".github", "workflows", "orders.release.yaml"), "only copies are promoted")
}

// killed kills promotions of the service in copies of a folder, n times.
func killed(t *testing.T, start, service string, n int, promote ...string) {
	t.Helper()
	before := digests(t, start)
	finished := copyOf(t, start)
	begun := time.Now()
	succeed(t, append([]string{"promote", filepath.Join(finished, service)}, promote...)...)
	length := time.Since(begun)
	after := digests(t, finished)
	require.NotEqual(t, before, after)

	old, renewed := 0, 0
	// A machine that got slower meanwhile needs longer: then it goes on, later
	// and later, until a kill comes after the commit.
	for i := 0; i < n || renewed == 0 && i < 10*n; i++ {
		dir := copyOf(t, start)
		kill(t, length*time.Duration(i)/time.Duration(n)*5/4, append([]string{"promote", filepath.Join(dir, service)}, promote...)...)
		if i%3 == 0 { // die while recovering, too
			kill(t, length*time.Duration(i)/time.Duration(n)/2, "status", filepath.Join(dir, service))
		}
		succeed(t, "status", filepath.Join(dir, service))
		switch got := digests(t, dir); {
		case assert.ObjectsAreEqual(before, got):
			old++
		case assert.ObjectsAreEqual(after, got):
			renewed++
		default:
			require.Equal(t, after, got, "kill %d of %d: neither old nor new", i, n)
		}
	}
	assert.Positive(t, old, "no kill came before the commit")
	assert.Positive(t, renewed, "no kill came after the commit")
	t.Logf("%d kills over %s: %d times wholly old, %d times wholly new", n, length, old, renewed)
}

// succeed runs a command that has to succeed.
func succeed(t *testing.T, args ...string) {
	t.Helper()
	out, err := exec.Command("kubectl-svc", args...).CombinedOutput()
	require.NoError(t, err, string(out))
}

// kill runs a command and kills it after a while, unless it is through before.
func kill(t *testing.T, after time.Duration, args ...string) {
	t.Helper()
	cmd := exec.Command("kubectl-svc", args...)
	require.NoError(t, cmd.Start())
	time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait()
}

// digests describe every file below a folder.
func digests(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		out[rel] = info.Mode().String()
		if d.IsDir() {
			return nil
		}
		content, err := os.ReadFile(path)
		out[rel] += fmt.Sprintf(" %x", sha256.Sum256(content))
		return err
	}))
	return out
}

// copyOf copies a folder with its modes.
func copyOf(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "orders")
	out, err := exec.Command("cp", "-a", from, to).CombinedOutput()
	require.NoError(t, err, string(out))
	return to
}
