package workspace

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// inMonorepo is where the service lies in newMonorepo's repository.
const inMonorepo = "services/orders"

// The file that the operations of atRepository write, seen from the service and
// from the root of the repository.
const (
	workflow     = ".github/workflows/orders.yaml"
	workflowSeen = "../../" + workflow
)

// atRepository adds a file at the repository to an operation of the fixture,
// one that is created at first and changed by the promotion.
func atRepository(op *Operation) *Operation {
	c := Change{Path: workflowSeen, After: text("name: " + op.Stage.To + "\n")}
	if op.Stage.From != "" {
		c.Before = text("name: " + op.Stage.From + "\n")
	}
	op.Changes = append(op.Changes, c)
	op.Template[workflowSeen] = *c.After
	op.Policies[workflowSeen] = pack.PolicyMerge
	op.Rendered.Path = inMonorepo
	return op
}

// gitRepository is a folder that git would take for a repository, with a file of
// somebody else's.
func gitRepository(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(root, ".git"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, ".git", "HEAD"), []byte("ref: refs/heads/main\n"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(root, "README.md"), []byte("# all of us\n"), 0o644))
	return root
}

// newMonorepo is a repository with the fixture's service in a folder.
func newMonorepo(t *testing.T) string {
	t.Helper()
	root := gitRepository(t)
	require.NoError(t, Create(t.Context(), filepath.Join(root, inMonorepo), atRepository(newOperation())))
	require.FileExists(t, filepath.Join(root, workflow))
	return root
}

func TestLocate(t *testing.T) {
	root := gitRepository(t)
	real, err := filepath.EvalSymlinks(root)
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Join(root, "a", "worktree"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, "a", "worktree", ".git"), []byte("gitdir: /elsewhere\n"), 0o644))
	require.NoError(t, os.MkdirAll(filepath.Join(root, "b", ".git"), 0o755)) // empty: git passes it over
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(filepath.Join(root, "b"), link))
	for _, c := range []struct {
		name, dir string
		want      Repository
	}{
		{"the root itself", root, Repository{Root: real}},
		{"a folder", filepath.Join(root, "b"), Repository{Root: real, Path: "b"}},
		{"a folder that is not there yet", filepath.Join(root, "x", "y"), Repository{Root: real, Path: "x/y"}},
		{"a work tree in it", filepath.Join(root, "a", "worktree", "z"), Repository{Root: filepath.Join(real, "a", "worktree"), Path: "z"}},
		{"by a symlink", filepath.Join(link, "z"), Repository{Root: real, Path: "b/z"}},
		{"no repository", t.TempDir(), Repository{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Locate(c.dir)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

// TestCreateInMonorepoKilledAtEveryStep: the folder and the file at the
// repository come both or neither, once the next command has run.
func TestCreateInMonorepoKilledAtEveryStep(t *testing.T) {
	whole := gitRepository(t)
	steps := countSteps(t, func(o Option) error {
		return Create(t.Context(), filepath.Join(whole, inMonorepo), atRepository(newOperation()), o)
	})
	want := snapshot(t, whole)
	old, renewed := 0, 0
	for n := range steps {
		root := gitRepository(t)
		dir := filepath.Join(root, inMonorepo)
		opt, _ := dieAfter(n)
		require.ErrorIs(t, Create(t.Context(), dir, atRepository(newOperation()), opt), errDead)
		if _, err := os.Stat(dir); err != nil {
			require.NoFileExists(t, filepath.Join(root, workflow))
			old++
			continue
		}
		_, err := recoverDir(t, dir)
		require.NoError(t, err)
		require.Equal(t, want, snapshot(t, root), "killed at step %d", n)
		renewed++
	}
	assert.Positive(t, old)
	assert.Positive(t, renewed)
}

// TestStateDoesNotDependOnTheFolder: moving a service within its repository
// leaves the base in one piece, and seen from the new place.
func TestStateDoesNotDependOnTheFolder(t *testing.T) {
	root := newMonorepo(t)
	moved := filepath.Join(root, "orders")
	require.NoError(t, os.Rename(filepath.Join(root, inMonorepo), moved))
	w, err := Open(moved)
	require.NoError(t, err)
	defer w.Close()
	c, err := w.Load()
	require.NoError(t, err)
	assert.Equal(t, "orders", c.Path)
	assert.Equal(t, inMonorepo, c.State.Rendered.Path)
	assert.Contains(t, c.Base, "../"+workflow)
	assert.NotContains(t, c.Base, workflowSeen)
}

// TestOnlyTheServicesFilesAtTheRepository: an operation, which may have come by
// git, cannot write at the repository but what carries the service's name.
func TestOnlyTheServicesFilesAtTheRepository(t *testing.T) {
	for _, path := range []string{
		"../../README.md", "../../.git/config", "../../.github/workflows/other.yaml", "../../.git/hooks/orders.sh",
		"../../../orders.yaml", "../orders.yaml", "../..", "../../.svc/orders.yaml",
	} {
		t.Run(path, func(t *testing.T) {
			root := newMonorepo(t)
			before := snapshot(t, root)
			op := promoteOperation()
			op.Changes = append(op.Changes, Change{Path: path, After: text("mine\n")})
			data, err := encodeOperation(op)
			require.NoError(t, err)
			journal := filepath.Join(root, inMonorepo, journalPath)
			require.NoError(t, os.MkdirAll(filepath.Dir(journal), 0o755))
			require.NoError(t, os.WriteFile(journal, data, 0o644))
			_, err = recoverDir(t, filepath.Join(root, inMonorepo))
			require.Error(t, err)
			require.NoError(t, os.RemoveAll(filepath.Dir(journal)))
			for name, was := range before {
				if name == "README.md" || name == ".git/HEAD" || name == workflow {
					assert.Equal(t, was, snapshot(t, root)[name], name)
				}
			}
			assert.NoFileExists(t, filepath.Join(root, inMonorepo, path, "orders.yaml"))
		})
	}
}

// TestOperationWritesNoOtherRecord: nor can it write anything in the place of
// the record, or leave it out.
func TestOperationWritesNoOtherRecord(t *testing.T) {
	for name, spoil := range map[string]func(*Operation){
		"another file":  func(op *Operation) { op.Record.Path = ".git/hooks/pre-commit" },
		"no record":     func(op *Operation) { op.Record.After = nil },
		"a name of all": func(op *Operation) { op.Rendered.Name = "" },
	} {
		t.Run(name, func(t *testing.T) {
			dir := newService(t)
			before := snapshot(t, dir)
			op := promoteOperation()
			spoil(op)
			data, err := encodeOperation(op)
			require.NoError(t, err)
			journal := filepath.Join(dir, journalPath)
			require.NoError(t, os.MkdirAll(filepath.Dir(journal), 0o755))
			require.NoError(t, os.WriteFile(journal, data, 0o644))
			_, err = recoverDir(t, dir)
			require.Error(t, err)
			require.NoError(t, os.RemoveAll(filepath.Dir(journal)))
			assert.Equal(t, before, snapshot(t, dir))
		})
	}
}

func TestSymlinksAtTheRepositoryAreRefused(t *testing.T) {
	root, outside := newMonorepo(t), t.TempDir()
	require.NoError(t, os.RemoveAll(filepath.Join(root, ".github")))
	require.NoError(t, os.Symlink(outside, filepath.Join(root, ".github")))
	var link *SymlinkError
	require.ErrorAs(t, apply(t, filepath.Join(root, inMonorepo), atRepository(promoteOperation())), &link)
	assert.Equal(t, "../../.github", link.Path)
	assert.Empty(t, snapshot(t, outside))
}

// TestOneWriterAtTheRepository: two services wait for each other only where
// they write to files at the repository.
func TestOneWriterAtTheRepository(t *testing.T) {
	root := newMonorepo(t)
	release, err := lockShared(root)
	require.NoError(t, err)
	dir := filepath.Join(root, inMonorepo)
	before := snapshot(t, root)
	require.ErrorIs(t, apply(t, dir, atRepository(promoteOperation())), ErrRepositoryLocked)
	require.ErrorIs(t, Create(t.Context(), filepath.Join(root, "services", "other"), atRepository(newOperation())), ErrRepositoryLocked)
	assert.Equal(t, before, snapshot(t, root))
	require.NoError(t, apply(t, dir, promoteOperation()))
	release()
	assert.NotContains(t, snapshot(t, root), ".svc/")
}
