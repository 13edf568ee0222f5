package workspace

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A lock that is released twice leaves the next one alone: a file or handle of the
// same number may be that of somebody else by then.
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
