//go:build !linux

package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// syncAll makes the named files durable, one by one.
func (d *disk) syncAll(names []string) error {
	if err := d.step("sync", "."); err != nil {
		return err
	}
	for _, name := range names {
		f, err := d.root.OpenFile(filepath.FromSlash(name), os.O_RDWR, 0)
		if errors.Is(err, fs.ErrNotExist) {
			continue // the operation deleted it
		}
		if err != nil {
			return err
		}
		err = f.Sync()
		if closed := f.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return err
		}
	}
	return nil
}
