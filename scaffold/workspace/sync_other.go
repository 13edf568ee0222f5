//go:build !linux

package workspace

import (
	"errors"
	"io/fs"
	"os"
)

// syncAll makes the named files durable, one by one.
func (d *disk) syncAll(names []string) error {
	if err := d.step("sync", "."); err != nil {
		return err
	}
	for _, name := range names {
		root, below, err := d.in(name)
		if err != nil {
			return err
		}
		f, err := root.OpenFile(below, os.O_RDWR, 0)
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
