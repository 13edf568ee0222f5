package workspace

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var errDead = errors.New("the process is dead")

// killer lets a number of changes to the disk happen and stops all that
// follow, as the death of the process would.
type killer struct{ left, seen int }

func (k *killer) step(string, string) error {
	k.seen++
	if k.left <= 0 {
		return errDead
	}
	k.left--
	return nil
}

// dieAfter is an option that lets n changes through.
func dieAfter(n int) (Option, *killer) {
	k := &killer{left: n}
	return WithStep(k.step), k
}

// countSteps counts the changes to the disk that f makes with the option.
func countSteps(t *testing.T, f func(Option) error) int {
	t.Helper()
	const endless = 1 << 30
	opt, k := dieAfter(endless)
	require.NoError(t, f(opt))
	require.Positive(t, k.seen)
	return k.seen
}

// TestKilledAtEveryStep kills an operation at each change to the disk, then the
// recovery at each of its changes, and recovers once more: the folder is then
// wholly as before or wholly as after.
func TestKilledAtEveryStep(t *testing.T) {
	cases := []struct {
		name    string
		prepare func(t *testing.T) string
		service string // where the service lies in what is prepared
		op      func() *Operation
	}{
		{"a promotion", newService, ".", promoteOperation},
		{"a promotion that leaves a conflict", newService, ".", conflictOperation},
		{"a new service in a folder that exists", func(t *testing.T) string {
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "LICENSE"), []byte("mine\n"), 0o644))
			return dir
		}, ".", newOperation},
		{"an adoption that leaves a conflict", folder, ".", adoptOperation},
		{"taking an adoption back", adopted, ".", undoAdoptOperation},
		{"a promotion in a repository of many services", newMonorepo, inMonorepo, func() *Operation { return atRepository(promoteOperation()) }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			start := c.prepare(t)
			before := snapshot(t, start)
			finished := copyDir(t, start)
			steps := countSteps(t, func(o Option) error { return apply(t, filepath.Join(finished, c.service), c.op(), o) })
			after := snapshot(t, finished)
			require.NotEqual(t, before, after)

			sawBefore, sawAfter := 0, 0
			for n := range steps {
				dir := copyDir(t, start)
				opt, _ := dieAfter(n)
				require.Error(t, apply(t, filepath.Join(dir, c.service), c.op(), opt), "step %d of %d", n, steps)
				crashed := copyDir(t, dir)
				recovery := countRecovery(t, filepath.Join(copyDir(t, dir), c.service))
				for m := 0; m <= recovery; m++ {
					again := copyDir(t, crashed)
					opt, _ := dieAfter(m)
					_, err := recoverDir(t, filepath.Join(again, c.service), opt)
					if m < recovery {
						require.ErrorIs(t, err, errDead, "recovery step %d of %d", m, recovery)
						_, err = recoverDir(t, filepath.Join(again, c.service))
					}
					require.NoError(t, err)
					got := snapshot(t, again)
					switch {
					case assert.ObjectsAreEqual(before, got):
						sawBefore++
					case assert.ObjectsAreEqual(after, got):
						sawAfter++
					default:
						require.Equal(t, after, got, "killed at step %d, recovery killed at %d: neither old nor new", n, m)
					}
				}
			}
			assert.Positive(t, sawBefore, "no kill came before the commit")
			assert.Positive(t, sawAfter, "no kill came after the commit")
			t.Logf("%d steps; %d times wholly old, %d times wholly new", steps, sawBefore, sawAfter)
		})
	}
}

func countRecovery(t *testing.T, dir string) int {
	opt, k := dieAfter(1 << 30)
	_, err := recoverDir(t, dir, opt)
	require.NoError(t, err)
	return k.seen
}

// TestCreateKilledAtEveryStep: a new folder is there wholly or not at all, and
// what a dead process left beside its place does not stop the next one.
func TestCreateKilledAtEveryStep(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "orders")
	steps := countSteps(t, func(o Option) error { return Create(t.Context(), whole, newOperation(), o) })
	want := snapshot(t, whole)
	for n := range steps {
		dir := filepath.Join(t.TempDir(), "orders")
		opt, _ := dieAfter(n)
		require.ErrorIs(t, Create(t.Context(), dir, newOperation(), opt), errDead)
		require.NoDirExists(t, dir)
		leave(t, dir)
		require.NoError(t, Create(t.Context(), dir, newOperation()))
		require.Equal(t, want, snapshot(t, dir))
		entries, err := os.ReadDir(filepath.Dir(dir))
		require.NoError(t, err)
		require.Len(t, entries, 1, "nothing is left beside the service")
	}
}

// leave puts what a process killed for good would leave beside a folder.
func leave(t *testing.T, dir string) {
	t.Helper()
	left := filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".svc-new")
	require.NoError(t, os.MkdirAll(filepath.Join(left, "deploy"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(left, "deploy", "half"), []byte("ha"), 0o644))
}

// TestEditedBeforeRecovery: a file the user edits between a crash and the next
// command is never overwritten, and becomes a conflict.
func TestEditedBeforeRecovery(t *testing.T) {
	start := newService(t)
	steps := countSteps(t, func(o Option) error { return apply(t, copyDir(t, start), promoteOperation(), o) })
	conflicts := 0
	for n := range steps {
		dir := copyDir(t, start)
		opt, _ := dieAfter(n)
		require.Error(t, apply(t, dir, promoteOperation(), opt))
		mine := []byte(fmt.Sprintf("edited after step %d\n", n))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "Makefile"), mine, 0o644))

		recovery, err := recoverDir(t, dir)
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join(dir, "Makefile"))
		require.NoError(t, err)
		require.Equal(t, string(mine), string(got), "killed at step %d", n)
		if len(recovery.Edited) == 0 {
			continue
		}
		conflicts++
		w, err := Open(dir)
		require.NoError(t, err)
		pending, err := w.Pending()
		require.NoError(t, err)
		require.NotNil(t, pending)
		assert.Equal(t, []OpenConflict{{Path: "Makefile", Kind: ConflictEdited}}, pending.Conflicts)
		content, err := w.Load()
		require.NoError(t, err)
		assert.Equal(t, "prototype", content.State.Rendered.Stage, "the stage stays while the conflict is open")
		require.NoError(t, w.Close())
	}
	assert.Positive(t, conflicts)
}

// TestStagedVersionCleared: what was staged can be cleared away, by a tidy user
// or a backup that leaves it out; the journal alone is enough to finish.
func TestStagedVersionCleared(t *testing.T) {
	start := newService(t)
	want := copyDir(t, start)
	steps := countSteps(t, func(o Option) error { return apply(t, want, promoteOperation(), o) })
	finished := 0
	for n := range steps {
		dir := copyDir(t, start)
		opt, _ := dieAfter(n)
		require.Error(t, apply(t, dir, promoteOperation(), opt))
		if _, err := os.Stat(filepath.Join(dir, journalPath)); err != nil {
			continue
		}
		for i := range promoteOperation().Changes {
			if err := os.Remove(filepath.Join(dir, stagingPath(i))); err != nil {
				require.ErrorIs(t, err, os.ErrNotExist)
			}
		}
		again := copyDir(t, dir)
		for m := range countSteps(t, func(o Option) error { _, err := recoverDir(t, dir, o); return err }) {
			killed := copyDir(t, again) // while it stages again, too
			opt, _ := dieAfter(m)
			_, err := recoverDir(t, killed, opt)
			require.Error(t, err)
			_, err = recoverDir(t, killed)
			require.NoError(t, err)
			require.Equal(t, snapshot(t, want), snapshot(t, killed), "died at step %d, and at %d of the recovery", n, m)
		}
		require.Equal(t, snapshot(t, want), snapshot(t, dir))
		finished++
	}
	assert.Positive(t, finished)
}

// TestEditedWhileWriting: an edit between the commit and the file's turn is not
// overwritten, and it is said: no success is reported over a conflict.
func TestEditedWhileWriting(t *testing.T) {
	edit := func(dir string) Option {
		return WithStep(func(op, name string) error {
			if op == "rename" && name == journalPath {
				return os.WriteFile(filepath.Join(dir, "Makefile"), []byte("mine\n"), 0o644)
			}
			return nil
		})
	}
	dir := newService(t)
	err := apply(t, dir, promoteOperation(), edit(dir))
	var edited *EditedError
	require.ErrorAs(t, err, &edited)
	assert.Equal(t, []string{"Makefile"}, edited.Paths)
	content, err := os.ReadFile(filepath.Join(dir, "Makefile"))
	require.NoError(t, err)
	assert.Equal(t, "mine\n", string(content))
	w, err := Open(dir)
	require.NoError(t, err)
	defer w.Close()
	pending, err := w.Pending()
	require.NoError(t, err)
	require.NotNil(t, pending)

	// A new service has no stage to stay at: it is made around the user's file.
	dir = t.TempDir()
	require.ErrorAs(t, apply(t, dir, newOperation(), edit(dir)), &edited)
	fresh, err := Open(dir)
	require.NoError(t, err)
	defer fresh.Close()
	_, err = fresh.Load()
	require.NoError(t, err)
	pending, err = fresh.Pending()
	require.NoError(t, err)
	assert.Nil(t, pending)
}

// TestAdoptionTakenBack: the folder is as it was, and nothing of the tool's own
// is left in it.
func TestAdoptionTakenBack(t *testing.T) {
	dir := folder(t)
	before := snapshot(t, dir)
	require.NoError(t, apply(t, dir, adoptOperation()))
	assert.FileExists(t, filepath.Join(dir, ignorePath), "git must not see what is pending")
	require.NoError(t, apply(t, dir, undoAdoptOperation()))
	assert.Equal(t, before, snapshot(t, dir))
}

// TestEmptyFolderLeft: what a kill in the very last step leaves of the tool's
// folder is cleared away by the next command.
func TestEmptyFolderLeft(t *testing.T) {
	dir := folder(t)
	before := snapshot(t, dir)
	require.NoError(t, os.Mkdir(filepath.Join(dir, Dir), 0o755))
	w, err := Open(dir)
	require.NoError(t, err)
	defer w.Close()
	require.True(t, w.Interrupted())
	_, err = w.Recover()
	require.NoError(t, err)
	assert.Equal(t, before, snapshot(t, dir))
	assert.False(t, w.Interrupted())
}
