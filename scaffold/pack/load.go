package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/strictyaml"
)

// Bounds on what a pack may hold, so that a broken or hostile one fails fast.
// The standard pack has about 100 files of together under 1 MB.
const (
	maxFiles    = 10_000
	maxFileSize = 8 << 20
	maxPackSize = 16 << 20
)

// Load reads a pack from a tree. Every file is read once; what is loaded does
// not change when the tree does.
func Load(tree fs.FS) (*Pack, error) {
	if info, err := fs.Lstat(tree, FileName); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no %s there: a pack is a folder with that file at its top", FileName)
	} else if err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", FileName)
	}
	raw, err := fs.ReadFile(tree, FileName)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", FileName, err)
	}
	p, size := &Pack{Files: map[string][]byte{}}, 0
	if err := strictyaml.Decode(raw, &p.Manifest); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, err)
	}
	if err := p.validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, err)
	}
	folders := append([]string{PartialsDir}, p.StageNames()...)
	for _, folder := range folders {
		if err := p.readFolder(tree, folder, &size); err != nil {
			return nil, err
		}
	}
	if err := p.validateFiles(); err != nil {
		return nil, err
	}
	if p.Gates, err = readGates(tree); err != nil {
		return nil, err
	}
	p.raw = raw
	p.Digest = digest(raw, p.Gates, p.Files)
	return p, nil
}

// Own are the files that the digest is of, by path: what has to be kept of a
// pack to load it again.
func (p *Pack) Own() map[string][]byte {
	own := maps.Clone(p.Files)
	own[FileName] = p.raw
	if p.Gates != nil {
		own[gatesFile] = p.Gates
	}
	return own
}

// gatesFile lies beside the manifest; a pack may have none.
const gatesFile = "gates.yaml"

func readGates(tree fs.FS) ([]byte, error) {
	info, err := fs.Lstat(tree, gatesFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading %s: %w", gatesFile, err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", gatesFile)
	case info.Size() > maxFileSize:
		return nil, fmt.Errorf("%s is larger than %d MiB", gatesFile, maxFileSize>>20)
	}
	data, err := fs.ReadFile(tree, gatesFile)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", gatesFile, err)
	}
	return data, nil
}

// readFolder reads every file below a folder of the pack; the folder may be
// absent. It adds to the size of the pack.
func (p *Pack) readFolder(tree fs.FS, folder string, size *int) error {
	// WalkDir would follow a symlink at its root.
	if info, err := fs.Lstat(tree, folder); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return fmt.Errorf("%s is a symlink: a pack holds regular files only", folder)
	}
	return fs.WalkDir(tree, folder, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == folder:
			return fs.SkipDir
		case strings.ContainsFunc(name, unicode.IsControl):
			return fmt.Errorf("%q holds a control character", name)
		case err != nil:
			return fmt.Errorf("reading %s: %w", name, err)
		case d.Type()&fs.ModeSymlink != 0:
			return fmt.Errorf("%s is a symlink: a pack holds regular files only", name)
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			return fmt.Errorf("%s is not a regular file", name)
		case ignored(path.Base(name)):
			return nil
		case len(p.Files) >= maxFiles:
			return fmt.Errorf("the pack has more than %d files", maxFiles)
		}
		info, err := d.Info()
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		if info.Size() > maxFileSize {
			return fmt.Errorf("%s is larger than %d MiB", name, maxFileSize>>20)
		}
		data, err := fs.ReadFile(tree, name)
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		if *size += len(data); *size > maxPackSize {
			return fmt.Errorf("the pack is larger than %d MiB", maxPackSize>>20)
		}
		p.Files[name] = data
		return nil
	})
}

// ignored are files that editors and file managers leave behind.
func ignored(base string) bool {
	return base == ".DS_Store" || strings.HasSuffix(base, "~") || strings.HasSuffix(base, ".swp")
}

// digest hashes the manifest, the gates and the files, each with its path and length, in
// the order of their paths.
func digest(manifest, gates []byte, files map[string][]byte) string {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	h := sha256.New()
	entry := func(name string, data []byte) {
		fmt.Fprintf(h, "%d %s %d\n", len(name), name, len(data))
		h.Write(data)
	}
	entry(FileName, manifest)
	if gates != nil {
		entry(gatesFile, gates)
	}
	for _, name := range names {
		entry(name, files[name])
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
