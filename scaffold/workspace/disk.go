package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"

	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// disk is the file layer: all that is read or written in a service's folder
// goes through it, and through an os.Root, so that nothing outside the folder
// can be touched. Paths that lead up go through a Root of the repository around
// it, which is opened when the first of them is met.
type disk struct {
	dir        string
	root       *os.Root
	top        *os.File // the folder itself, where glances use it
	repository *surroundings
	// step is called before each change; an error stops it. Tests use it to
	// count the changes and to die at any of them.
	step func(op, name string) error
	// plain are the folders already found to be no symlinks.
	plain map[string]bool
	// mayWrite are the folders already found to be writable.
	mayWrite map[string]bool
	// modes tells whether files have an executable bit here. Where they have
	// none, a file has the one that the base gives it: marked.
	modes  bool
	marked map[string]bool
}

func openDisk(dir string, step func(op, name string) error) (*disk, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	d := newDisk(dir, step)
	d.root = root
	if err := d.openTop(); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return d, nil
}

// newDisk is the layer over a folder that is not open yet.
func newDisk(dir string, step func(op, name string) error) *disk {
	if step == nil {
		step = func(string, string) error { return nil }
	}
	return &disk{dir: dir, step: step, plain: map[string]bool{".": true}, mayWrite: map[string]bool{}, modes: runtime.GOOS != "windows"}
}

// executable tells whether a file has the executable bit.
func (d *disk) executable(name string, mode fs.FileMode) bool {
	if d.modes {
		return mode&0o111 != 0
	}
	return d.marked[name]
}

// same tells whether two versions are equal to the byte and, where there is
// one, in the executable bit.
func (d *disk) same(a, b *tree.File) bool {
	if a == nil || b == nil {
		return a == b
	}
	return (!d.modes || a.Executable == b.Executable) && bytes.Equal(a.Content, b.Content)
}

// SymlinkError is returned for a path that is, or leads through, a symlink.
type SymlinkError struct{ Path string }

func (e *SymlinkError) Error() string {
	return fmt.Sprintf("%s is a symlink: kubectl svc neither follows nor replaces one; make it a regular file or folder", e.Path)
}

// check looks at every component of a path, since a Root follows links inside
// itself. The path itself may be absent.
func (d *disk) check(name string) error {
	root, below, err := d.in(name)
	if err != nil {
		return err
	}
	if dir := path.Dir(name); !d.plain[dir] {
		if err := d.check(dir); err != nil {
			return err
		}
		info, err := root.Lstat(filepath.Dir(below))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case !info.IsDir():
			return fmt.Errorf("%s is a file, where a folder is needed for %s: move it away", dir, name)
		}
		d.plain[dir] = true
	}
	info, err := root.Lstat(below)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return &SymlinkError{Path: name}
	}
	return nil
}

// read returns a file, or nil where there is none.
func (d *disk) read(name string) (*tree.File, error) {
	if err := d.check(name); err != nil {
		return nil, err
	}
	root, below, err := d.in(name)
	if err != nil {
		return nil, err
	}
	info, err := root.Lstat(below)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading %s: %w", name, cause(err))
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder, where a file is needed: move it away", name)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file: move it away", name)
	}
	f, err := root.Open(below)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, cause(err))
	}
	defer f.Close()
	content, err := readBounded(f, name, info.Size(), bound(name))
	if err != nil {
		return nil, err
	}
	return &tree.File{Content: content, Executable: d.executable(name, info.Mode())}, nil
}

func (d *disk) exists(name string) bool {
	root, below, err := d.in(name)
	if err == nil {
		_, err = root.Lstat(below)
	}
	return err == nil
}

// write makes a file; in tests it does so in two steps, so that a crash can
// leave half of it.
func (d *disk) write(name string, f tree.File) error {
	if err := d.step("create", name); err != nil {
		return err
	}
	perm := fs.FileMode(0o644)
	if f.Executable {
		perm = 0o755
	}
	out, err := d.root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, perm)
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, cause(err))
	}
	half := len(f.Content) / 2
	_, err = out.Write(f.Content[:half])
	if err == nil {
		if err = d.step("write", name); err == nil {
			_, err = out.Write(f.Content[half:])
		}
	}
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, cause(err))
	}
	return nil
}

// mkdir makes a folder and those above it.
func (d *disk) mkdir(name string) error {
	if name == "." || d.plain[name] {
		return nil
	}
	if err := d.check(name); err != nil {
		return err
	}
	if d.exists(name) {
		return nil
	}
	if err := d.step("mkdir", name); err != nil {
		return err
	}
	root, below, err := d.in(name)
	if err != nil {
		return err
	}
	if err := root.MkdirAll(below, 0o755); err != nil {
		return fmt.Errorf("making folder %s: %w", name, cause(err))
	}
	return nil
}

// writable refuses a folder, or the nearest one above it that exists, in which
// this user may change nothing.
func (d *disk) writable(dir string) error {
	for dir != "." && !d.exists(dir) {
		dir = path.Dir(dir)
	}
	if d.mayWrite[dir] {
		return nil
	}
	root, below, err := d.in(dir)
	if err != nil {
		return err
	}
	f, err := root.Open(below)
	if err != nil {
		return fmt.Errorf("opening %s: %w", dir, cause(err))
	}
	defer f.Close()
	if err := mayWrite(f); err != nil {
		return fmt.Errorf("the folder %s cannot be written (%w); nothing was changed: make it writable", dir, err)
	}
	d.mayWrite[dir] = true
	return nil
}

// keepMode gives a staged file the permissions of the one it replaces, but for
// the executable bit, which is the template's business.
func (d *disk) keepMode(staging, target string, executable bool) error {
	if !d.modes || !d.exists(target) {
		return nil
	}
	root, below, err := d.in(target)
	if err != nil {
		return err
	}
	info, err := root.Lstat(below)
	if err != nil {
		return fmt.Errorf("reading %s: %w", target, cause(err))
	}
	perm := info.Mode().Perm()
	if (perm&0o111 != 0) != executable {
		perm &^= 0o111
		if executable {
			perm |= perm & 0o444 >> 2 // whoever may read may execute
		}
	}
	if err := d.root.Chmod(filepath.FromSlash(staging), perm); err != nil {
		return fmt.Errorf("writing %s: %w", target, cause(err))
	}
	return nil
}

// rename puts a file of the service in place; to the repository it goes by way
// of the repository's root, which holds both ends.
func (d *disk) rename(from, to string) error {
	if err := d.step("rename", to); err != nil {
		return err
	}
	root, below, err := d.in(to)
	if err != nil {
		return err
	}
	if outside(to) {
		from = path.Join(d.repository.path, from)
	}
	if err := root.Rename(filepath.FromSlash(from), below); err != nil {
		return fmt.Errorf("writing %s: %w", to, cause(err))
	}
	return nil
}

// remove deletes a file or an empty folder; one that is gone is no error.
func (d *disk) remove(name string) error {
	if err := d.step("remove", name); err != nil {
		return err
	}
	root, below, err := d.in(name)
	if err != nil {
		return err
	}
	err = root.Remove(below)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("deleting %s: %w", name, cause(err))
	}
	delete(d.plain, name)
	return nil
}

// removeAll deletes a folder of the tool's own and what is in it.
func (d *disk) removeAll(name string) error {
	if err := d.check(name); err != nil {
		return err
	}
	if !d.exists(name) {
		return nil
	}
	if err := d.step("remove", name); err != nil {
		return err
	}
	if err := d.root.RemoveAll(filepath.FromSlash(name)); err != nil {
		return fmt.Errorf("deleting %s: %w", name, cause(err))
	}
	delete(d.plain, name)
	return nil
}

// prune removes a folder and those above it, as long as they are empty. One that
// is gone already may have been removed by a process that died before it came
// to those above.
func (d *disk) prune(dir string) error {
	for ; dir != "."; dir = path.Dir(dir) {
		switch {
		case !d.exists(dir):
			continue
		case !d.empty(dir):
			return nil
		}
		if err := d.remove(dir); err != nil {
			return err
		}
	}
	return nil
}

// empty tells whether there is a folder with nothing in it.
func (d *disk) empty(dir string) bool {
	root, below, err := d.in(dir)
	if err != nil || below == "." {
		return false
	}
	f, err := root.Open(below)
	if err != nil {
		return false
	}
	defer f.Close()
	_, err = f.Readdirnames(1)
	return errors.Is(err, io.EOF)
}

func (d *disk) close() error {
	var errs []error
	if d.repository != nil {
		errs = append(errs, d.repository.root.Close())
	}
	if d.top != nil {
		errs = append(errs, d.top.Close())
	}
	if d.root != nil {
		errs = append(errs, d.root.Close())
	}
	return errors.Join(errs...)
}

// cause strips the path from an error of the os package, since the message
// around it names the file already.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	var le *os.LinkError
	if errors.As(err, &le) {
		return le.Err
	}
	return err
}
