package workspace

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadingBesideAWriter: who reads while another process writes sees the
// service before or after, never a mixture, or is told to try again.
func TestReadingBesideAWriter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "orders")
	require.NoError(t, Create(t.Context(), dir, newOperation()))
	reader, err := Open(dir)
	require.NoError(t, err)
	defer reader.Close()
	look := func(string, string) error {
		c, err := reader.Load()
		if errors.Is(err, ErrLocked) {
			return nil
		}
		if !assert.NoError(t, err) {
			return err
		}
		assert.Equal(t, c.Record.Spec.Stage, c.State.Rendered.Stage)
		_, old := c.Base["deploy/old/gone.yaml"]
		assert.Equal(t, c.State.Rendered.Stage == "prototype", old)
		return nil
	}
	require.NoError(t, apply(t, dir, promoteOperation(), WithStep(look)))
	require.NoError(t, look("", ""))
}
