package git

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// world is a repository with one committed file in a folder of it.
type world struct {
	t   *testing.T
	dir string
}

func newWorld(t *testing.T, name, content string, options ...string) world {
	t.Helper()
	testtool.Path(t, "git")
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	w := world{t, filepath.Join(t.TempDir(), "services", "shop")}
	require.NoError(t, os.MkdirAll(w.dir, 0o755))
	w.git(append([]string{"init", "-q", "../.."}, options...)...)
	w.git("config", "core.autocrlf", "input")
	w.write(name, content)
	w.git("add", "-A")
	w.git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-qm", "first")
	return w
}

func (w world) git(args ...string) string {
	w.t.Helper()
	cmd := exec.CommandContext(w.t.Context(), "git", args...)
	cmd.Dir = w.dir
	out, err := cmd.CombinedOutput()
	require.NoError(w.t, err, string(out))
	return string(out)
}

func (w world) write(name, content string) {
	w.t.Helper()
	require.NoError(w.t, os.WriteFile(filepath.Join(w.dir, name), []byte(content), 0o644))
}

func (w world) repository() *Repository {
	w.t.Helper()
	r, err := Find(w.t.Context(), w.dir)
	require.NoError(w.t, err)
	return r
}

func text(content string) *tree.File { return &tree.File{Content: []byte(content)} }

// A marked file shows its three versions, and is restored to what it was.
func TestMarkAndRestore(t *testing.T) {
	tests := []struct {
		name, path, committed string
		options               []string
		conflict              scaffold.Unmerged
		status                string
		stages                map[string]string // what :N:PATH holds
	}{
		{"both changed it", "f", "b\n", nil, scaffold.Unmerged{Base: text("b\n"), Yours: text("y\n"), Template: text("t\n")},
			"UU f\n", map[string]string{"1": "b\n", "2": "y\n", "3": "t\n"}},
		{"both added it", "f", "y\n", nil, scaffold.Unmerged{Yours: text("y\n"), Template: text("t\n")},
			"AA f\n", map[string]string{"2": "y\n", "3": "t\n"}},
		{"the template deletes it", "f", "y\n", nil, scaffold.Unmerged{Base: text("b\n"), Yours: text("y\n")},
			"UD f\n", map[string]string{"1": "b\n", "2": "y\n"}},
		{"a name that is a pattern", "[id].tsx", "y\n", nil, scaffold.Unmerged{Base: text("b\n"), Yours: text("y\n"), Template: text("t\n")},
			"UU [id].tsx\n", map[string]string{"1": "b\n", "2": "y\n", "3": "t\n"}},
		{"a checkout with CRLF", "f", "y\r\n", nil, scaffold.Unmerged{Base: text("b\n"), Yours: text("y\r\n"), Template: text("t\n")},
			"UU f\n", map[string]string{"1": "b\n", "2": "y\n", "3": "t\n"}},
		{"a repository of SHA-256", "f", "b\n", []string{"--object-format=sha256"}, scaffold.Unmerged{Base: text("b\n"), Yours: text("y\n"), Template: text("t\n")},
			"UU f\n", map[string]string{"1": "b\n", "2": "y\n", "3": "t\n"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, tt.path, tt.committed, tt.options...)
			w.write("fid", "another file\n") // which a pattern would cover
			w.git("add", "fid")
			index := w.git("ls-files", "--stage")
			r := w.repository()

			before, err := r.Remember(t.Context(), []string{tt.path})
			require.NoError(t, err)
			tt.conflict.Path = tt.path
			require.NoError(t, r.Mark(t.Context(), []scaffold.Unmerged{tt.conflict}))
			assert.Equal(t, tt.status, strings.ReplaceAll(w.git("-c", "core.quotePath=false", "status", "--porcelain", "--", ":(literal)"+tt.path), "services/shop/", ""))
			for stage, want := range tt.stages {
				assert.Equal(t, want, w.git("cat-file", "blob", ":"+stage+":./"+tt.path))
			}

			require.NoError(t, r.RestoreUnmerged(t.Context(), before))
			assert.Equal(t, index, w.git("ls-files", "--stage"))
		})
	}
}

// What the user has added since is theirs, until everything is taken back.
func TestRestoreOfAnAddedFile(t *testing.T) {
	w := newWorld(t, "f", "b\n")
	index := w.git("ls-files", "--stage")
	r := w.repository()
	before, err := r.Remember(t.Context(), []string{"f"})
	require.NoError(t, err)
	require.NoError(t, r.Mark(t.Context(), []scaffold.Unmerged{{Path: "f", Base: text("b\n"), Yours: text("y\n"), Template: text("t\n")}}))
	w.write("f", "settled\n")
	w.git("add", "f")
	added := w.git("ls-files", "--stage")
	require.NoError(t, r.RestoreUnmerged(t.Context(), before))
	assert.Equal(t, added, w.git("ls-files", "--stage"))
	require.NoError(t, r.Restore(t.Context(), before))
	assert.Equal(t, index, w.git("ls-files", "--stage"))
}

// A locked index is an error of one line, and nothing has changed.
func TestLockedIndex(t *testing.T) {
	w := newWorld(t, "f", "b\n")
	lock := filepath.Join(w.dir, "..", "..", ".git", "index.lock")
	require.NoError(t, os.WriteFile(lock, nil, 0o644))
	err := w.repository().Mark(t.Context(), []scaffold.Unmerged{{Path: "f", Yours: text("y\n"), Template: text("t\n")}})
	require.ErrorContains(t, err, "git update-index: ")
	assert.NotContains(t, err.Error(), "\n")
	require.NoError(t, os.Remove(lock))
	assert.Empty(t, w.git("status", "--porcelain"))
}

func TestNoRepository(t *testing.T) {
	_, err := Find(t.Context(), t.TempDir())
	require.ErrorIs(t, err, ErrNone)
}
