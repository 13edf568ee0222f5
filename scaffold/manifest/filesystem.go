package manifest

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// readOnly shows a tree to kustomize, at the root of a file system that cannot
// be written to. Only slashes separate its paths, on every system.
type readOnly struct{ tree fs.FS }

var errReadOnly = errors.New("the tree is read-only")

// in is a path of kustomize's within the tree.
func in(name string) string {
	return strings.TrimPrefix(path.Clean("/"+filepath.ToSlash(name)), "/")
}

func inOrRoot(name string) string {
	if p := in(name); p != "" {
		return p
	}
	return "."
}

func (readOnly) Create(string) (filesys.File, error) { return nil, errReadOnly }
func (readOnly) Mkdir(string) error                  { return errReadOnly }
func (readOnly) MkdirAll(string) error               { return errReadOnly }
func (readOnly) RemoveAll(string) error              { return errReadOnly }
func (readOnly) WriteFile(string, []byte) error      { return errReadOnly }

func (r readOnly) ReadFile(name string) ([]byte, error) { return fs.ReadFile(r.tree, inOrRoot(name)) }

func (r readOnly) Exists(name string) bool {
	_, err := fs.Stat(r.tree, inOrRoot(name))
	return err == nil
}

func (r readOnly) IsDir(name string) bool {
	info, err := fs.Stat(r.tree, inOrRoot(name))
	return err == nil && info.IsDir()
}

func (r readOnly) ReadDir(name string) ([]string, error) {
	entries, err := fs.ReadDir(r.tree, inOrRoot(name))
	if err != nil {
		return nil, err
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, nil
}

func (r readOnly) Glob(pattern string) ([]string, error) {
	found, err := fs.Glob(r.tree, in(pattern))
	for i := range found {
		found[i] = "/" + found[i]
	}
	return found, err
}

// CleanedAbs splits a path into its folder and, if it is one, its file.
func (r readOnly) CleanedAbs(name string) (filesys.ConfirmedDir, string, error) {
	info, err := fs.Stat(r.tree, inOrRoot(name))
	if err != nil {
		return "", "", err
	}
	clean := "/" + in(name)
	if info.IsDir() {
		return filesys.ConfirmedDir(clean), "", nil
	}
	return filesys.ConfirmedDir(path.Dir(clean)), path.Base(clean), nil
}

func (r readOnly) Walk(name string, walk filepath.WalkFunc) error {
	return fs.WalkDir(r.tree, inOrRoot(name), func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return walk("/"+p, nil, err)
		}
		info, err := d.Info()
		return walk("/"+p, info, err)
	})
}

func (r readOnly) Open(name string) (filesys.File, error) {
	content, err := r.ReadFile(name)
	if err != nil {
		return nil, err
	}
	info, err := fs.Stat(r.tree, inOrRoot(name))
	if err != nil {
		return nil, err
	}
	return file{bytes.NewReader(content), info}, nil
}

type file struct {
	io.Reader
	info fs.FileInfo
}

func (file) Close() error                 { return nil }
func (file) Write([]byte) (int, error)    { return 0, errReadOnly }
func (f file) Stat() (fs.FileInfo, error) { return f.info, nil }
