package workspace

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNoExecutableBit: on a system without one, a script that the tool wrote is
// no edited file.
func TestNoExecutableBit(t *testing.T) {
	dir := newService(t)
	require.NoError(t, apply(t, dir, promoteOperation(), withoutModes()))
	w, err := Open(dir, withoutModes())
	require.NoError(t, err)
	defer w.Close()
	c, err := w.Load()
	require.NoError(t, err)
	yours, err := w.Read(t.Context(), c.Base.Paths())
	require.NoError(t, err)
	assert.True(t, c.Base["scripts/run.sh"].Executable, "for those who check it out elsewhere")
	assert.Equal(t, c.Base, yours)
}

// TestNoExecutableBitKilled: nor does recovery take one for edited meanwhile.
func TestNoExecutableBitKilled(t *testing.T) {
	start := newService(t)
	steps := countSteps(t, func(o Option) error { return apply(t, copyDir(t, start), promoteOperation(), o, withoutModes()) })
	finished := 0
	for n := range steps {
		dir := copyDir(t, start)
		opt, _ := dieAfter(n)
		require.Error(t, apply(t, dir, promoteOperation(), opt, withoutModes()))
		r, err := recoverDir(t, dir, withoutModes())
		require.NoError(t, err)
		assert.Empty(t, r.Edited, "killed at step %d of %d", n, steps)
		if r.Command != "" {
			finished++
		}
	}
	assert.Positive(t, finished)
}
