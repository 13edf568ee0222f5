package scaffold

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A file that was written as the user's for good stays so, however often a pack
// that says otherwise changes it.
func TestOnceIsForGood(t *testing.T) {
	dir, pack := newShopOfOwnPack(t)
	handler := filepath.Join(dir, "handler.txt")
	mine := "mine\n" + read(t, handler)
	require.NoError(t, os.WriteFile(handler, []byte(mine), 0o644))

	change(t, filepath.Join(pack, "pack.yaml"), "    - {path: handler.txt, policy: once}\n", "")
	template := filepath.Join(pack, "idea", "common", "handler.txt")
	for range 2 {
		require.NoError(t, os.WriteFile(template, []byte(read(t, template)+"more\n"), 0o644))
		s := open(t, dir)
		p, err := s.Propose(t.Context(), Request{Command: CommandUpdate})
		require.NoError(t, err)
		require.NoError(t, s.Write(t.Context(), p))
		assert.Equal(t, mine, read(t, handler))
	}
}
