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

// A proposal may wait for long, as while its conflicts are asked about. What
// another command wrote meanwhile stands, whether the two share a file or not.
func TestWriteAfterAnotherCommand(t *testing.T) {
	t.Run("that was an update from a pack that changed", func(t *testing.T) {
		dir, pack := newShopOfOwnPack(t)

		templates := filepath.Join(pack, "idea", "common")
		notes, err := os.ReadFile(filepath.Join(templates, "notes.txt"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(templates, "notes.txt"), []byte("other notes\n"), 0o644))
		first := open(t, dir)
		waits, err := first.Propose(t.Context(), Request{Command: CommandUpdate})
		require.NoError(t, err)

		require.NoError(t, os.WriteFile(filepath.Join(templates, "notes.txt"), notes, 0o644))
		require.NoError(t, os.WriteFile(filepath.Join(templates, "more.txt"), []byte("more\n"), 0o644))
		second := open(t, dir)
		p, err := second.Propose(t.Context(), Request{Command: CommandUpdate})
		require.NoError(t, err)
		require.NoError(t, second.Write(t.Context(), p))

		require.EqualError(t, first.Write(t.Context(), waits), "another command has written to this service meanwhile; nothing was written: run it again")
		assert.Contains(t, open(t, dir).Base, "more.txt")
	})
	t.Run("whose conflicts are open", func(t *testing.T) {
		dir := newShop(t)
		first := open(t, dir)
		waits, err := first.Propose(t.Context(), Request{Command: CommandUpdate, Set: []string{"port=9090"}})
		require.NoError(t, err)

		change(t, filepath.Join(dir, "app.conf"), "timeout = 30s", "timeout = 60s")
		second := open(t, dir)
		p, err := second.Propose(t.Context(), promotion)
		require.NoError(t, err)
		require.NoError(t, second.Write(t.Context(), p))

		var pending *PendingError
		require.ErrorAs(t, first.Write(t.Context(), waits), &pending)
		_, err = open(t, dir).Abort(t.Context(), CommandPromote, false)
		require.NoError(t, err, "it still waits")
	})
	t.Run("that died writing", func(t *testing.T) {
		dir := newShop(t)
		first := open(t, dir)
		waits, err := first.Propose(t.Context(), Request{Command: CommandUpdate, Set: []string{"port=9090"}})
		require.NoError(t, err)

		dead, committed := errors.New("the process is dead"), false
		second := open(t, dir, OnDisk(workspace.WithStep(func(op, name string) error {
			if committed {
				return dead
			}
			committed = op == "rename" && filepath.Base(name) == "journal.txtar"
			return nil
		})))
		p, err := second.Propose(t.Context(), promotion)
		require.NoError(t, err)
		require.ErrorIs(t, second.Write(t.Context(), p), dead)

		require.ErrorContains(t, first.Write(t.Context(), waits), "run it again")
		assert.Equal(t, "grown", open(t, dir).State.Rendered.Stage, "the next command finishes it")
	})
}
