package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/strictyaml"
)

// Bounds on what a pack may hold, so that a broken or hostile one fails fast.
// The standard pack has about 100 files of together under 1 MB.
const (
	maxFiles        = 10_000
	maxFileSize     = 8 << 20
	maxPackSize     = 16 << 20
	maxManifestSize = 1 << 20
	maxDepth        = 32 // folders in each other
)

// Load reads a pack that extends no other from a tree. Every file is read once;
// what is loaded does not change when the tree does.
func Load(tree fs.FS) (*Pack, error) {
	return LoadOn(tree, func(Extends) (*Pack, error) {
		return nil, errors.New("a pack cannot be extended here")
	})
}

// LoadOn reads a pack from a tree; open brings the one that it extends. What is
// wrong with a pack is an *InvalidError.
func LoadOn(tree fs.FS, open func(Extends) (*Pack, error)) (*Pack, error) {
	raw, err := readRegular(tree, FileName, maxManifestSize)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("no %s there: a pack is a folder with that file at its top", FileName)
	case err != nil:
		return nil, err
	}
	p := &Pack{raw: raw}
	own, err := ReadManifest(raw)
	if err != nil {
		return nil, err
	}
	wrong := &mistakes{raw: raw}
	own.validateHead(wrong)
	p.Manifest = *own
	if own.Spec.Extends != nil {
		if p.Base, err = own.open(open, wrong); err != nil {
			return nil, err
		}
		p.Manifest = own.over(&p.Base.Manifest, wrong)
	}
	own.validate(&p.Manifest, wrong)
	if !p.namesFolders() {
		return nil, invalid(wrong.found)
	}
	if p.own, err = p.readFiles(tree); err != nil {
		return nil, err
	}
	if err := invalid(append(wrong.found, p.validateFiles(p.own)...)); err != nil {
		return nil, err
	}
	if p.Gates, err = readRegular(tree, gatesFile, maxManifestSize); errors.Is(err, fs.ErrNotExist) {
		p.Gates = nil
	} else if err != nil {
		return nil, err
	}
	p.Files = p.allFiles()
	p.Digest = p.digest()
	return p, nil
}

// ReadManifest reads a manifest as it stands in its file, with nothing checked
// but its fields, and without what it extends.
func ReadManifest(raw []byte) (*Manifest, error) {
	var m Manifest
	if err := strictyaml.Decode(raw, &m); err != nil {
		return nil, &SyntaxError{FileName, err}
	}
	return &m, nil
}

// namesFolders tells whether there are stages, all of which can be folders.
func (p *Pack) namesFolders() bool {
	return len(p.Spec.Stages) > 0 && !slices.ContainsFunc(p.Spec.Stages, func(s Stage) bool { return !packName.MatchString(s.Name) || s.Name == PartialsDir })
}

// gatesFile lies beside the manifest; a pack may have none.
const gatesFile = "gates.yaml"

// Own are the files that the digest is of, by path: what has to be kept of a
// pack to load it again, on what it extends.
func (p *Pack) Own() map[string][]byte {
	own := maps.Clone(p.own)
	own[FileName] = p.raw
	if p.Gates != nil {
		own[gatesFile] = p.Gates
	}
	return own
}

// readFiles reads the pack's own files.
func (p *Pack) readFiles(tree fs.FS) (map[string][]byte, error) {
	w := walk{tree: tree, files: map[string][]byte{}}
	for _, folder := range append([]string{PartialsDir}, p.StageNames()...) {
		info, err := fs.Lstat(tree, folder)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return nil, fmt.Errorf("reading %s: %w", folder, err)
		case info.Mode()&fs.ModeSymlink != 0:
			return nil, isSymlink(folder)
		case !info.IsDir():
			return nil, fmt.Errorf("%s is a file, where a folder belongs", folder)
		}
		if err := w.folder(folder, 1); err != nil {
			return nil, err
		}
	}
	return w.files, nil
}

// readRegular reads a regular file up to a size.
func readRegular(tree fs.FS, name string, most int64) ([]byte, error) {
	info, err := fs.Lstat(tree, name)
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading %s: %w", name, err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", name)
	}
	return read(tree, name, most)
}

// read reads a file, which somebody has looked at, up to a size.
func read(tree fs.FS, name string, most int64) ([]byte, error) {
	f, err := tree.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading %s: %w", name, err)
	case info.Size() > most:
		return nil, tooLarge(name, most)
	}
	data := make([]byte, 0, info.Size()+1)
	for { // as io.ReadAll, with the room that is needed
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case errors.Is(err, io.EOF):
			return data, nil
		case err != nil:
			return nil, fmt.Errorf("reading %s: %w", name, err)
		case int64(len(data)) > most: // it grew meanwhile
			return nil, tooLarge(name, most)
		case len(data) == cap(data):
			data = slices.Grow(data, 512)
		}
	}
}

func tooLarge(name string, most int64) error {
	return fmt.Errorf("%s is larger than %d MiB", name, most>>20)
}

func isSymlink(name string) error {
	return fmt.Errorf("%s is a symlink: a pack holds regular files only", name)
}

// ignored are files that editors and file managers leave behind.
func ignored(name string) bool {
	base := path.Base(name)
	return base == ".DS_Store" || strings.HasSuffix(base, "~") || strings.HasSuffix(base, ".swp")
}

// digest is of the pack's own files. What is extended is pinned in the manifest,
// but for a folder, whose digest is hashed, too, and for the built-in pack, which
// moves with the program.
func (p *Pack) digest() string {
	own := p.Own()
	if p.Base != nil && !p.Base.BuiltIn && p.Spec.Extends.Digest == "" {
		own[extendedFolder] = []byte(p.Base.Digest)
	}
	return DigestOf(own)
}

// extendedFolder is hashed behind all files; it is the name of none.
const extendedFolder = ""

// DigestOf hashes what Own has returned: the manifest, the gates and the files,
// each with its path and length, in the order of their paths.
func DigestOf(own map[string][]byte) string {
	h := sha256.New()
	entry := func(name string) {
		if data, there := own[name]; there {
			fmt.Fprintf(h, "%d %s %d\n", len(name), name, len(data))
			h.Write(data)
		}
	}
	entry(FileName)
	entry(gatesFile)
	for _, name := range sorted(own) {
		if name != FileName && name != gatesFile && name != extendedFolder {
			entry(name)
		}
	}
	entry(extendedFolder)
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

func sorted(files map[string][]byte) []string { return slices.Sorted(maps.Keys(files)) }
