package author

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// skeleton is a small pack that extends the standard one. NAME and VERSION in it
// are the pack's name, and the version of what it extends.
//
//go:embed all:skeleton
var skeleton embed.FS

// nothingLike is what cannot stand in the name of a pack.
var nothingLike = regexp.MustCompile(`[^a-z0-9]+`)

// Init makes a pack in a folder, which must be new or empty: a small one that
// extends the standard pack, or with full a copy of that. An empty name is the
// folder's. It returns the files it has made.
func Init(ctx context.Context, dir, name string, full bool) ([]string, error) {
	if name == "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return nil, fmt.Errorf("resolving %s: %w", dir, err)
		}
		name = strings.Trim(nothingLike.ReplaceAllString(strings.ToLower(filepath.Base(abs)), "-"), "-")
	}
	standard, err := source.Open(ctx, source.BuiltIn, "")
	if err != nil {
		return nil, err
	}
	if name == source.BuiltIn {
		return nil, fmt.Errorf("%s is the name of the built-in pack: choose another with --name", name)
	}
	files := copyOf(standard, name)
	if _, err := pack.Load(files.FS()); err != nil { // its name is all that can be wrong
		return nil, err
	}
	if !full {
		if files, err = small(standard, name); err != nil {
			return nil, err
		}
	}
	return files.Paths(), writeNew(dir, files)
}

// copyOf is a pack under another name, from its first version on.
func copyOf(p *pack.Pack, name string) tree.Tree {
	files := tree.Tree{}
	for path, content := range p.Own() {
		files[path] = tree.File{Content: content}
	}
	manifest := string(files[pack.FileName].Content)
	manifest = strings.Replace(manifest, "name: "+p.Metadata.Name, "name: "+name, 1)
	manifest = strings.Replace(manifest, "version: "+p.Metadata.Version, "version: 0.1.0", 1)
	files[pack.FileName] = tree.File{Content: []byte(manifest)}
	return files
}

// small is the skeleton of a pack that extends another.
func small(base *pack.Pack, name string) (tree.Tree, error) {
	files := tree.Tree{}
	fill := strings.NewReplacer("NAME", name, "VERSION", base.Metadata.Version)
	err := fs.WalkDir(skeleton, "skeleton", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(skeleton, path)
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, ".yaml") {
			content = []byte(fill.Replace(string(content)))
		}
		files[strings.TrimPrefix(path, "skeleton/")] = tree.File{Content: content}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the skeleton: %w", err)
	}
	return files, nil
}

// writeNew makes a folder with files, wholly or not at all. An empty one stays
// the folder it is: somebody may be in it.
func writeNew(dir string, files tree.Tree) error {
	dir = filepath.Clean(dir)
	entries, err := os.ReadDir(dir)
	there := err == nil
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("making the pack: %w", err)
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty: name a new folder; nothing was written", dir)
	}
	beside := dir
	if !there {
		beside = filepath.Dir(dir)
	}
	if err := os.MkdirAll(beside, 0o755); err != nil {
		return fmt.Errorf("making the pack: %w", err)
	}
	staging, err := os.MkdirTemp(beside, ".pack-*")
	if err != nil {
		return fmt.Errorf("making the pack: %w", err)
	}
	defer os.RemoveAll(staging)
	if err := writeAll(staging, files); err != nil {
		return fmt.Errorf("making the pack: %w", err)
	}
	if !there {
		err = os.Rename(staging, dir)
	} else {
		err = moveAll(staging, dir)
	}
	if err != nil {
		return fmt.Errorf("making the pack: %w", err)
	}
	return nil
}

func writeAll(dir string, files tree.Tree) error {
	for name, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.Content, 0o644); err != nil {
			return err
		}
	}
	return os.Chmod(dir, 0o755)
}

// moveAll moves what is in a folder to another, or leaves that as it was.
func moveAll(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for i, e := range entries {
		if err := os.Rename(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			for _, moved := range entries[:i] {
				_ = os.Rename(filepath.Join(to, moved.Name()), filepath.Join(from, moved.Name()))
			}
			return err
		}
	}
	return nil
}
