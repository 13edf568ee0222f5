package workspace

import (
	"errors"
	"io/fs"
)

// Files is the service's folder to look at. A path that is, or leads through, a
// symlink is an error, as everywhere.
func (w *Workspace) Files() fs.FS { return plainFiles{w.disk} }

// plainFiles is a folder without its symlinks.
type plainFiles struct{ disk *disk }

func (p plainFiles) Open(name string) (fs.File, error) {
	if err := p.check("open", name); err != nil {
		return nil, err
	}
	return plain{p.disk.root.FS()}.Open(name)
}

func (p plainFiles) Stat(name string) (fs.FileInfo, error) {
	if err := p.check("stat", name); err != nil {
		return nil, err
	}
	return fs.Stat(p.disk.root.FS(), name)
}

// ReadFile reads a regular file.
func (p plainFiles) ReadFile(name string) ([]byte, error) {
	if err := p.check("read", name); err != nil {
		return nil, err
	}
	return plain{p.disk.root.FS()}.ReadFile(name)
}

// plain is a file system with nothing but folders and regular files in it: to
// open a pipe may never end.
type plain struct{ fs.FS }

func (p plain) Open(name string) (fs.File, error) {
	info, err := fs.Stat(p.FS, name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() && !info.IsDir():
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("not a regular file")}
	}
	return p.FS.Open(name)
}

// ReadFile reads a regular file, up to a bound.
func (p plain) ReadFile(name string) ([]byte, error) {
	f, err := p.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return readBounded(f, name, info.Size(), maxFile)
}

// RepositoryFiles is the git repository around the service's folder to look at,
// and the folder's path in it; nil where the folder is the repository itself, or
// there is none.
func (w *Workspace) RepositoryFiles() (files fs.FS, path string) {
	around, err := w.disk.around()
	if err != nil {
		return nil, ""
	}
	return plain{around.root.FS()}, around.path
}

func (p plainFiles) check(op, name string) error {
	if !fs.ValidPath(name) {
		return &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	if err := p.disk.check(name); err != nil {
		return &fs.PathError{Op: op, Path: name, Err: err}
	}
	return nil
}
