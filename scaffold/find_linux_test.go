package scaffold_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

// TestFindGoesOnBehindAFolderItMayNotRead: such as a database's, which a
// container made.
func TestFindGoesOnBehindAFolderItMayNotRead(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(root), 0o755))
	record := []byte("apiVersion: kubectl-svc.dev/v1alpha1\nkind: ServiceProject\n")
	for _, name := range []string{"cart", "shop"} {
		require.NoError(t, os.Mkdir(filepath.Join(root, name), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(root, name, "svc.yaml"), record, 0o644))
	}
	require.NoError(t, os.Mkdir(filepath.Join(root, "data"), 0o000))

	var found, unread []string
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // for good: the thread goes with its rights
		if os.Geteuid() == 0 { // whom nothing is refused
			_ = unix.Setfsuid(65534)
		}
		for dir, err := range scaffold.Find(t.Context(), root) {
			if err != nil {
				unread = append(unread, dir)
				assert.ErrorContains(t, err, "permission denied")
				continue
			}
			found = append(found, dir)
		}
	}()
	<-done
	assert.Equal(t, []string{filepath.Join(root, "cart"), filepath.Join(root, "shop")}, found)
	assert.Equal(t, []string{filepath.Join(root, "data")}, unread)
}
