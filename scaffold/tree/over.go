package tree

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// Over shows a file system as it would be after changes: a nil file is one that
// is gone. It is read-only, and its times are all zero where it was changed.
func Over(under fs.FS, changes map[string]*File) fs.FS {
	o := &over{under: under, changes: changes, added: map[string][]fs.DirEntry{}, entered: map[string]bool{}}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		if changes[name] != nil {
			o.add(name, info{name: path.Base(name), file: changes[name]})
		}
	}
	return o
}

// FS shows a tree as a file system.
func (t Tree) FS() fs.FS {
	changes := make(map[string]*File, len(t))
	for name, f := range t {
		changes[name] = &f
	}
	return Over(nothing{}, changes)
}

// over is a file system with changes on it.
type over struct {
	under   fs.FS
	changes map[string]*File
	added   map[string][]fs.DirEntry // what changes add to a folder, by name
	entered map[string]bool          // the paths in added
}

// add enters a file, and the folders that lead to it, in their parents.
func (o *over) add(name string, entry info) {
	dir := path.Dir(name)
	if o.adds(name) {
		return
	}
	o.added[dir] = append(o.added[dir], entry)
	o.entered[name] = true
	if dir != "." {
		o.add(dir, info{name: path.Base(dir)})
	}
}

// adds tells whether changes bring a path into its folder.
func (o *over) adds(name string) bool { return o.entered[name] }

func (o *over) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if f, changed := o.changes[name]; changed {
		if f == nil {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return &openFile{info{name: path.Base(name), file: f}, bytes.NewReader(f.Content)}, nil
	}
	var folder fs.FileInfo = info{name: path.Base(name)}
	lower, err := o.under.Open(name)
	if err == nil {
		stat, err := lower.Stat()
		if err != nil || !stat.IsDir() {
			return lower, err
		}
		lower.Close()
		if !o.adds(name) {
			folder = stat
		}
	} else if len(o.added[name]) == 0 && name != "." {
		return nil, err
	}
	entries, err := o.ReadDir(name)
	if err != nil {
		return nil, err
	}
	return &openDir{FileInfo: folder, entries: entries}, nil
}

// ReadDir lists a folder: what was there and is not gone, and what was added.
func (o *over) ReadDir(name string) ([]fs.DirEntry, error) {
	lower, err := fs.ReadDir(o.under, name)
	if err != nil && len(o.added[name]) == 0 && name != "." {
		return nil, err
	}
	entries := slices.Clone(o.added[name])
	for _, e := range lower {
		_, changed := o.changes[path.Join(name, e.Name())]
		if !changed && !o.adds(path.Join(name, e.Name())) {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// info describes a changed file, or, without one, a folder.
type info struct {
	name string
	file *File
}

func (i info) Name() string               { return i.name }
func (i info) IsDir() bool                { return i.file == nil }
func (i info) Type() fs.FileMode          { return i.Mode().Type() }
func (i info) Info() (fs.FileInfo, error) { return i, nil }
func (i info) ModTime() time.Time         { return time.Time{} }
func (i info) Sys() any                   { return nil }

func (i info) Size() int64 {
	if i.file == nil {
		return 0
	}
	return int64(len(i.file.Content))
}

func (i info) Mode() fs.FileMode {
	switch {
	case i.file == nil:
		return fs.ModeDir | 0o755
	case i.file.Executable:
		return 0o755
	}
	return 0o644
}

type openFile struct {
	info
	*bytes.Reader
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Size() int64                { return f.info.Size() }
func (f *openFile) Close() error               { return nil }

type openDir struct {
	fs.FileInfo
	entries []fs.DirEntry
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.FileInfo, nil }
func (d *openDir) Close() error               { return nil }

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.Name(), Err: fs.ErrInvalid}
}

func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(d.entries)
	} else if len(d.entries) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(d.entries))
	head := d.entries[:n]
	d.entries = d.entries[n:]
	return head, nil
}

// nothing is an empty file system.
type nothing struct{}

func (nothing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}
