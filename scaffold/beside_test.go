package scaffold

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The template's version of a binary file that both changed needs a place of
// its own, and does not take somebody's.
func TestBesideIsFree(t *testing.T) {
	dir := newShop(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "logo.bin"), []byte("mine\x00"), 0o644))
	mine := filepath.Join(dir, "logo.bin.template")
	require.NoError(t, os.WriteFile(mine, []byte("a template of mine"), 0o644))
	_, err := open(t, dir).Propose(t.Context(), promotion)
	require.EqualError(t, err, "logo.bin.template is in the way: move it, or settle logo.bin with --resolve yours=logo.bin or --resolve template=logo.bin")
	assert.Equal(t, "a template of mine", read(t, mine))
}

// Who has looked at the template's version deletes it: that is no sign that the
// promotion was taken back.
func TestBesideMayBeDeleted(t *testing.T) {
	dir := newShop(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "logo.bin"), []byte("mine\x00"), 0o644))
	s := open(t, dir)
	p, err := s.Propose(t.Context(), promotion)
	require.NoError(t, err)
	require.NoError(t, s.Write(t.Context(), p))
	require.NoError(t, os.Remove(filepath.Join(dir, "logo.bin.template")))
	_, err = open(t, dir).Continue(t.Context(), CommandPromote, nil, Judging{})
	require.NoError(t, err)
	assert.Equal(t, "mine\x00", read(t, filepath.Join(dir, "logo.bin")))
}
