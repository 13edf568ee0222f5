// Package source brings packs to the tool: the one in the binary, and those in
// folders.
package source

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/templates"
)

// BuiltIn is the name of the pack that is part of the binary.
const BuiltIn = "standard"

// Open loads a pack. An empty reference, or BuiltIn, is the pack in the binary;
// anything else is a folder, which a relative reference looks for below dir.
func Open(ctx context.Context, ref, dir string) (*pack.Pack, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if ref == "" || ref == BuiltIn {
		p, err := pack.Load(templates.FS)
		if err != nil {
			return nil, fmt.Errorf("the built-in pack: %w", err)
		}
		return p, nil
	}
	if scheme, _, ok := strings.Cut(ref, "://"); ok {
		return nil, fmt.Errorf("pack %q: packs by %s:// are not supported: name a folder", ref, scheme)
	}
	if !filepath.IsAbs(ref) {
		ref = filepath.Join(dir, ref)
	}
	return openFolder(ref)
}

// openFolder loads a pack from a folder, through a root that no path in the
// pack can leave.
func openFolder(dir string) (*pack.Pack, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("opening pack: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("opening pack: %s is not a folder", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("opening pack: %w", err)
	}
	defer root.Close()
	p, err := pack.Load(root.FS())
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w", dir, err)
	}
	return p, nil
}

// Reference is how a record names the source of a pack: empty for the built-in
// one, else a path relative to the service's root where one exists.
func Reference(ref, dir string) (string, error) {
	if ref == "" || ref == BuiltIn {
		return "", nil
	}
	abs, err := filepath.Abs(ref)
	if err != nil {
		return "", fmt.Errorf("resolving pack %q: %w", ref, err)
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("resolving %q: %w", dir, err)
	}
	if rel, err := filepath.Rel(root, abs); err == nil {
		if rel == BuiltIn { // a folder of that name is not the pack in the binary
			rel = "./" + rel
		}
		return filepath.ToSlash(rel), nil
	}
	return filepath.ToSlash(abs), nil // another volume on Windows
}
