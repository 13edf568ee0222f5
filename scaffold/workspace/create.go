package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
)

// Create makes a new service in a folder that does not exist yet: it is built
// beside its place and renamed in, so that it is there wholly or not at all.
func Create(ctx context.Context, dir string, op *Operation, opts ...Option) error {
	dir = filepath.Clean(dir)
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return fmt.Errorf("making %s: %w", parent, cause(err))
	}
	building := filepath.Join(parent, "."+filepath.Base(dir)+".svc-new")
	release, err := claim(building)
	if err != nil {
		return err
	}
	defer release()
	if err := build(ctx, building, op, opts); err != nil {
		return errors.Join(err, os.RemoveAll(building))
	}
	if runtime.GOOS == "windows" {
		release() // the lock is an open file there, and would hold the folder
	}
	if err := os.Rename(building, dir); err != nil {
		return errors.Join(fmt.Errorf("putting %s in place: %w", dir, cause(err)), os.RemoveAll(building))
	}
	return nil
}

// claim makes an empty folder to build in and locks it. What a dead process
// left there goes; a living one is left alone.
func claim(building string) (release func(), err error) {
	for range 2 {
		err := os.Mkdir(building, 0o755)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("making %s: %w", building, cause(err))
		}
		made := err == nil
		release, err := lockFolder(building)
		if err != nil {
			return nil, err
		}
		if made {
			return release, nil
		}
		if err := os.RemoveAll(building); err != nil {
			release()
			return nil, fmt.Errorf("clearing %s, which an interrupted command left: %w", building, cause(err))
		}
		release()
	}
	return nil, ErrLocked
}

// build writes the whole service into a folder nobody else looks at.
func build(ctx context.Context, dir string, op *Operation, opts []Option) error {
	w, err := Open(dir, opts...)
	if err != nil {
		return err
	}
	defer w.Close()
	own, err := ownFiles(op)
	if err != nil {
		return err
	}
	files := slices.Concat(own, op.Changes)
	paths := make([]string, 0, len(files))
	for _, c := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.disk.mkdir(path.Dir(c.Path)); err != nil {
			return err
		}
		if err := w.disk.write(c.Path, *c.After); err != nil {
			return err
		}
		paths = append(paths, c.Path)
	}
	return w.disk.syncAll(paths)
}
