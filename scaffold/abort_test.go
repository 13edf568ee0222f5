package scaffold

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// interruptedAbort is a service whose promotion was being taken back when the
// process died, and a file of which was edited before the next command.
func interruptedAbort(t *testing.T) (dir, conf string) {
	t.Helper()
	dir = newShop(t)
	conf = filepath.Join(dir, "app.conf")
	change(t, conf, "timeout = 30s", "timeout = 60s")
	s := open(t, dir)
	p, err := s.Propose(t.Context(), promotion)
	require.NoError(t, err)
	require.NoError(t, s.Write(t.Context(), p))

	dead := errors.New("the process is dead")
	committed := false
	dying := open(t, dir, OnDisk(workspace.WithStep(func(op, name string) error {
		if committed {
			return dead
		}
		committed = op == "rename" && filepath.Base(name) == "journal.txtar"
		return nil
	})))
	_, err = dying.Abort(t.Context(), CommandPromote, false)
	require.ErrorIs(t, err, dead)
	change(t, conf, "timeout = 60s", "timeout = 61s") // between the markers
	return dir, conf
}

func TestAnInterruptedAbortThatWasEdited(t *testing.T) {
	t.Run("is named with both ways out", func(t *testing.T) {
		dir, _ := interruptedAbort(t)
		s := open(t, dir)
		assert.Equal(t, workspace.Recovery{Command: "promote --abort", Edited: []string{"app.conf"}}, s.Recovered)
		_, err := s.Propose(t.Context(), promotion)
		require.EqualError(t, err, "taking back the promote waits, since app.conf was edited meanwhile: keep the edit with 'kubectl svc promote --continue "+
			dir+"', or discard it with 'kubectl svc promote --abort --force "+dir+"'")
		st, err := s.Status(t.Context(), nil)
		require.NoError(t, err)
		assert.Equal(t, "taking back the promote waits: these files were edited meanwhile", st.Drift[0].Detail)
	})
	t.Run("keeps the edit with --continue", func(t *testing.T) {
		dir, conf := interruptedAbort(t)
		_, err := open(t, dir).Continue(t.Context(), CommandPromote, nil, Judging{})
		require.ErrorContains(t, err, "conflict markers are left at app.conf:5", "the promotion's markers are still in it")
		require.NoError(t, os.WriteFile(conf, []byte("timeout = 61s\n"), 0o644))
		out, err := open(t, dir).Continue(t.Context(), CommandPromote, nil, Judging{})
		require.NoError(t, err)
		assert.True(t, out.Undone)
		assert.Contains(t, read(t, conf), "timeout = 61s")
		assert.NoFileExists(t, filepath.Join(dir, "budget.yaml"))
		assert.Equal(t, "idea", open(t, dir).State.Rendered.Stage)
		assert.NoFileExists(t, filepath.Join(dir, ".svc", "pending.txtar"))
	})
	t.Run("discards it with --abort --force only", func(t *testing.T) {
		dir, conf := interruptedAbort(t)
		_, err := open(t, dir).Abort(t.Context(), CommandPromote, false)
		var edited *EditedError
		require.ErrorAs(t, err, &edited)
		_, err = open(t, dir).Abort(t.Context(), CommandPromote, true)
		require.NoError(t, err)
		assert.Contains(t, read(t, conf), "timeout = 60s\nretries")
		assert.NotContains(t, read(t, conf), "<<<<<<<")
	})
}
