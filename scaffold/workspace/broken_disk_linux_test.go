package workspace

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// inNamespace runs a test in a process that may mount file systems only it
// sees: the test calls itself there, and its body runs only inside.
func inNamespace(t *testing.T, body func(t *testing.T)) {
	t.Helper()
	const inside = "KUBECTL_SVC_TEST_NAMESPACE"
	if os.Getenv(inside) != "" {
		body(t)
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), inside+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	if err != nil && os.Getenv("REQUIRE_ALL") == "" && bytes.Contains(out, []byte("operation not permitted")) {
		t.Skip("this system lets a test make no mount namespace")
	}
	require.NoError(t, err, "%s", out)
}

// mountTmpfs mounts a file system of a size in bytes.
func mountTmpfs(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+strconv.Itoa(size)))
	t.Cleanup(func() { assert.NoError(t, unix.Unmount(dir, unix.MNT_DETACH)) })
	return dir
}

func TestFullDisk(t *testing.T) {
	inNamespace(t, func(t *testing.T) {
		const page = 4096
		disk := mountTmpfs(t, 40*page)
		dir := filepath.Join(disk, "orders")
		require.NoError(t, Create(t.Context(), dir, newOperation()))
		before := snapshot(t, dir)
		// Leave one more page free each time, until the operation fits.
		for free := 0; ; free++ {
			filler := filepath.Join(disk, "filler")
			fill(t, filler)
			require.NoError(t, os.Truncate(filler, size(t, filler)-int64(free*page)))
			err := apply(t, dir, promoteOperation())
			if err == nil {
				require.Positive(t, free, "the disk was never full")
				break
			}
			require.ErrorIs(t, err, unix.ENOSPC)
			require.NoError(t, os.Remove(filler))
			if _, err := recoverDir(t, dir); err != nil {
				t.Fatalf("with space again: %v", err)
			}
			if got := snapshot(t, dir); !assert.ObjectsAreEqual(before, got) {
				break // it failed after the commit, and was finished once there was space
			}
		}
		want := newService(t)
		require.NoError(t, os.Remove(filepath.Join(want, "own.txt")))
		require.NoError(t, apply(t, want, promoteOperation()))
		assert.Equal(t, snapshot(t, want), snapshot(t, dir))
	})
}

func TestCreateOnFullDisk(t *testing.T) {
	inNamespace(t, func(t *testing.T) {
		disk := mountTmpfs(t, 4*4096)
		err := Create(t.Context(), filepath.Join(disk, "orders"), newOperation())
		require.ErrorIs(t, err, unix.ENOSPC)
		entries, err := os.ReadDir(disk)
		require.NoError(t, err)
		assert.Empty(t, entries, "nothing half-written is left")
	})
}

func TestReadOnlyFolder(t *testing.T) {
	inNamespace(t, func(t *testing.T) {
		disk := mountTmpfs(t, 1<<20)
		dir := filepath.Join(disk, "orders")
		require.NoError(t, Create(t.Context(), dir, newOperation()))
		before := snapshot(t, dir)
		require.NoError(t, unix.Mount("", disk, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""))
		err := apply(t, dir, promoteOperation())
		require.ErrorIs(t, err, unix.EROFS)
		assert.ErrorContains(t, err, "nothing was changed")
		assert.Equal(t, before, snapshot(t, dir))
		err = Create(t.Context(), filepath.Join(disk, "other"), newOperation())
		require.ErrorIs(t, err, unix.EROFS)
	})
}

// TestOneReadOnlyFolder: it is found before anything is written, not in the
// middle.
func TestOneReadOnlyFolder(t *testing.T) {
	inNamespace(t, func(t *testing.T) {
		dir := newService(t)
		inner := filepath.Join(dir, "scripts")
		require.NoError(t, unix.Mount(inner, inner, "", unix.MS_BIND, ""))
		defer func() { require.NoError(t, unix.Unmount(inner, unix.MNT_DETACH)) }()
		require.NoError(t, unix.Mount("", inner, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY, ""))
		before := snapshot(t, dir)
		err := apply(t, dir, promoteOperation())
		require.ErrorIs(t, err, unix.EROFS)
		assert.ErrorContains(t, err, "the folder scripts cannot be written")
		assert.Equal(t, before, snapshot(t, dir))
	})
}

func fill(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	require.NoError(t, err)
	defer f.Close()
	for {
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			require.ErrorIs(t, err, unix.ENOSPC)
			return
		}
	}
}

func size(t *testing.T, name string) int64 {
	t.Helper()
	info, err := os.Stat(name)
	require.NoError(t, err)
	return info.Size()
}
