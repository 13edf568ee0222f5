package pack

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"
)

// walk reads folders and counts, so that no number of files, no depth and no
// size of them takes more than the bounds say.
type walk struct {
	tree    fs.FS
	files   map[string][]byte
	entries int
	size    int
}

// folder reads everything below a folder.
func (w *walk) folder(name string, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("the pack has folders more than %d deep", maxDepth)
	}
	entries, err := w.list(name)
	if err != nil {
		return err
	}
	for _, d := range entries {
		if err := w.entry(path.Join(name, d.Name()), d, depth); err != nil {
			return err
		}
	}
	return nil
}

// list lists a folder, a part of it at a time.
func (w *walk) list(name string) ([]fs.DirEntry, error) {
	f, err := w.tree.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	defer f.Close()
	folder, ok := f.(fs.ReadDirFile)
	if !ok {
		return nil, fmt.Errorf("reading %s: it is not a folder", name)
	}
	var all []fs.DirEntry
	for {
		some, err := folder.ReadDir(512)
		all = append(all, some...)
		if w.entries += len(some); w.entries > maxFiles {
			return nil, fmt.Errorf("the pack has more than %d files and folders", maxFiles)
		}
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}

func (w *walk) entry(name string, d fs.DirEntry, depth int) error {
	switch {
	case strings.ContainsFunc(name, unicode.IsControl):
		return fmt.Errorf("%q holds a control character", name)
	case d.Type()&fs.ModeSymlink != 0:
		return isSymlink(name)
	case d.IsDir():
		return w.folder(name, depth+1)
	case !d.Type().IsRegular():
		return fmt.Errorf("%s is not a regular file", name)
	case ignored(name):
		return nil
	}
	data, err := read(w.tree, name, maxFileSize)
	if err != nil {
		return err
	}
	if w.size += len(data); w.size > maxPackSize {
		return fmt.Errorf("the pack is larger than %d MiB", maxPackSize>>20)
	}
	w.files[name] = data
	return nil
}
