package workspace

import (
	"path/filepath"

	"golang.org/x/sys/unix"
)

// syncAll makes everything written so far durable: one call for the file
// system that holds the folder, where a call a file would cost a disk flush
// each.
func (d *disk) syncAll([]string) error {
	if err := d.step("sync", "."); err != nil {
		return err
	}
	f, err := d.root.Open(filepath.FromSlash("."))
	if err != nil {
		return err
	}
	defer f.Close()
	return unix.Syncfs(int(f.Fd()))
}
