//go:build unix

package workspace

import (
	"os"

	"golang.org/x/sys/unix"
)

// mayWrite asks whether this user may make and remove entries of a folder.
func mayWrite(dir *os.File) error {
	return unix.Faccessat(int(dir.Fd()), ".", unix.W_OK|unix.X_OK, unix.AT_EACCESS)
}
