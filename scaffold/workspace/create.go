package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Create makes a new service in a folder that does not exist yet: it is built
// beside its place and renamed in, so that it is there wholly or not at all. Its
// files at the repository follow from a journal that comes with the folder; an
// interruption between the two is finished like any other.
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
	unlock, err := lockAround(ctx, dir, op)
	if err != nil {
		return errors.Join(err, os.RemoveAll(building))
	}
	defer unlock()
	journal, err := build(ctx, building, op, opts)
	if err != nil {
		return errors.Join(err, os.RemoveAll(building))
	}
	if err := os.Rename(building, dir); err != nil {
		return errors.Join(fmt.Errorf("putting %s in place: %w", dir, cause(err)), os.RemoveAll(building))
	}
	if journal == nil {
		return nil
	}
	w, err := Open(dir, opts...)
	if err != nil {
		return err
	}
	defer w.Close()
	return w.carryOut(op, journal)
}

// lockAround makes this process the only writer at the repository around a
// folder that is not there yet, and looks whether the files there are still as
// the operation expects them.
func lockAround(ctx context.Context, dir string, op *Operation) (release func(), err error) {
	w := &Workspace{dir: dir, disk: newDisk(dir, nil)}
	defer w.Close()
	if release, err = w.lockRepository(op); err != nil {
		return nil, err
	}
	for _, c := range op.Changes {
		if !outside(c.Path) {
			continue
		}
		if err := w.verifyChange(ctx, c); err != nil {
			release()
			return nil, err
		}
	}
	return release, nil
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
		release, err := lockShared(building) // no file in it, which would hold the folder on Windows
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

// build writes the whole service into a folder nobody else looks at. Files at
// the repository wait in it, and the journal that puts them in place is
// returned, where there are any.
func build(ctx context.Context, dir string, op *Operation, opts []Option) (journal []byte, err error) {
	w, err := Open(dir, opts...)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	files, err := ownFiles(op)
	if err != nil {
		return nil, err
	}
	around := false
	for i, c := range op.Changes {
		if outside(c.Path) {
			around = true
			c.Path = stagingPath(i)
		}
		files = append(files, c)
	}
	if around {
		if journal, err = encodeOperation(op); err != nil {
			return nil, err
		}
		files = append(files, Change{Path: journalPath, After: &tree.File{Content: journal}})
	}
	paths := make([]string, 0, len(files))
	for _, c := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := w.disk.mkdir(path.Dir(c.Path)); err != nil {
			return nil, err
		}
		if err := w.disk.write(c.Path, *c.After); err != nil {
			return nil, err
		}
		paths = append(paths, c.Path)
	}
	return journal, w.disk.syncAll(paths)
}
