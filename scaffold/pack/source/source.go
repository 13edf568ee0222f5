// Package source brings packs to the tool: the one in the binary, and those in
// folders, archives, git repositories and OCI registries. Nothing of a pack is
// run, and none of its files is written anywhere but, as one archive, to the
// user's cache.
package source

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/templates"
)

// BuiltIn is the name of the pack that is part of the binary.
const BuiltIn = "standard"

// Open loads the pack that a reference names now. An empty reference, or
// BuiltIn, is the pack in the binary; others are a folder, an archive,
// git+https://HOST/REPOSITORY//FOLDER@REF (also git+ssh and git+file) and
// oci://HOST/NAME:TAG. A relative folder or archive is looked for below dir.
func Open(ctx context.Context, ref, dir string) (*pack.Pack, error) {
	return open(ctx, ref, "", dir, 0)
}

// OpenPinned loads the pack that a record names, whose content has to be the
// recorded one. Built-in packs and folders are not pinned: their digest is
// passed over.
func OpenPinned(ctx context.Context, ref, digest, dir string) (*pack.Pack, error) {
	at, err := parse(ref)
	switch {
	case err != nil:
		return nil, err
	case !at.pinned():
		digest = ""
	case digest == "":
		return nil, fmt.Errorf("pack %s: its digest is not recorded, so its content cannot be trusted: take it anew with 'kubectl svc update --pack %s'", ref, ref)
	}
	return open(ctx, ref, digest, dir, 0)
}

// Pinned tells whether a record pins the content of what a reference names.
func Pinned(ref string) bool {
	at, err := parse(ref)
	return err == nil && at.pinned()
}

// Relative tells whether a reference means another pack in another folder.
func Relative(ref string) bool {
	at, err := parse(ref)
	return err == nil && at.onDisk() && !filepath.IsAbs(ref)
}

// Folder is the folder on this machine that a reference names, where it names
// one: a pack that somebody may be writing.
func Folder(ref string) (dir string, ok bool) {
	at, err := parse(ref)
	if err != nil || at.kind != kindFolder {
		return "", false
	}
	return at.on("."), true
}

func open(ctx context.Context, ref, digest, dir string, depth int) (*pack.Pack, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	at, err := parse(ref)
	if err != nil {
		return nil, err
	}
	switch at.kind {
	case kindBuiltIn:
		p, err := pack.Load(templates.FS)
		if err != nil {
			return nil, fmt.Errorf("the built-in pack: %w", err)
		}
		p.BuiltIn = true
		return p, nil
	case kindFolder:
		return openFolder(ctx, at.on(dir), depth)
	}
	return openContent(ctx, at, digest, dir, depth)
}

// Reference is how a record names the source of a pack: empty for the built-in
// one, an address as it is, and else a path relative to the service's root
// where one exists.
func Reference(ref, dir string) (string, error) {
	at, err := parse(ref)
	if err != nil {
		return "", err
	}
	switch at.kind {
	case kindBuiltIn:
		return "", nil
	case kindGit, kindRegistry:
		return ref, nil
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
