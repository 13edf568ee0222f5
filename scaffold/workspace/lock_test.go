package workspace

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A lock that is released twice, as on Windows where a new service is put in
// place, leaves the next one alone.
func TestLockReleasedTwice(t *testing.T) {
	dir := t.TempDir()
	release, err := lockFolder(dir)
	require.NoError(t, err)
	_, err = lockFolder(dir)
	require.ErrorIs(t, err, ErrLocked)
	release()
	next, err := lockFolder(dir)
	require.NoError(t, err)
	release()
	_, err = lockFolder(dir)
	require.ErrorIs(t, err, ErrLocked, "the next one still holds")
	next()
}
