package workspace

import (
	"fmt"
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
	return p.disk.root.FS().Open(name)
}

func (p plainFiles) Stat(name string) (fs.FileInfo, error) {
	if err := p.check("stat", name); err != nil {
		return nil, err
	}
	return fs.Stat(p.disk.root.FS(), name)
}

// ReadFile reads a regular file: a pipe in its place would never end.
func (p plainFiles) ReadFile(name string) ([]byte, error) {
	info, err := p.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("not a regular file")}
	}
	return fs.ReadFile(p.disk.root.FS(), name)
}

// RepositoryFiles is the git repository around the service's folder to look at,
// and the folder's path in it; nil where the folder is the repository itself, or
// there is none.
func (w *Workspace) RepositoryFiles() (files fs.FS, path string) {
	around, err := w.disk.around()
	if err != nil {
		return nil, ""
	}
	return around.root.FS(), around.path
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
