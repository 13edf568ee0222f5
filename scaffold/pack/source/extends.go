package source

import (
	"context"
	"errors"
	"fmt"

	"github.com/Masterminds/semver/v3"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// maxBases is how many packs may stand on each other.
const maxBases = 5

// base brings what a pack extends. Folders and archives are looked for below
// dir; an empty one is that of a pack from elsewhere, which names no path of
// this machine.
func base(ctx context.Context, dir string, depth int) func(pack.Extends) (*pack.Pack, error) {
	return func(e pack.Extends) (*pack.Pack, error) {
		at, err := parse(e.Source)
		switch {
		case err != nil:
			return nil, err
		case depth >= maxBases:
			return nil, fmt.Errorf("more than %d packs extend each other", maxBases)
		case at.kind == kindBuiltIn:
			return builtInBase(ctx, e)
		case at.onDisk() && dir == "":
			return nil, fmt.Errorf("%s is a path: a pack that others fetch extends the built-in one, or one by git+https:// or oci://", e.Source)
		case at.pinned() && e.Digest == "":
			p, err := open(ctx, e.Source, "", dir, depth+1)
			if err != nil {
				return nil, err
			}
			return nil, fmt.Errorf("its digest is missing: read %s, and pin it with 'digest: %s'", p, p.Digest)
		case !at.pinned() && e.Digest != "":
			return nil, errors.New("a folder has no digest that stays: leave it out")
		}
		p, err := open(ctx, e.Source, e.Digest, dir, depth+1)
		if err == nil && p.Metadata.Version != e.Version && at.pinned() {
			err = fmt.Errorf("it asks for version %s of %s, and its digest is that of %s", e.Version, e.Name, p)
		}
		return p, err
	}
}

// builtInBase is the pack in the binary, which is the asked version or a newer
// one, as it is for services.
func builtInBase(ctx context.Context, e pack.Extends) (*pack.Pack, error) {
	p, err := Open(ctx, BuiltIn, "")
	if err != nil {
		return nil, err
	}
	if e.Name != p.Metadata.Name {
		return nil, fmt.Errorf("%s is not built in: say where it comes from with source", e.Name)
	}
	if e.Digest != "" {
		return nil, fmt.Errorf("%s is built in and moves with kubectl-svc: leave its digest out; version is the oldest that will do", e.Name)
	}
	asked, err := semver.StrictNewVersion(e.Version)
	if err != nil {
		return nil, fmt.Errorf("%q is no semantic version such as 1.0.0", e.Version)
	}
	if has, err := semver.StrictNewVersion(p.Metadata.Version); err == nil && has.LessThan(asked) {
		return nil, fmt.Errorf("it needs %s %s, and this kubectl-svc has %s: upgrade kubectl-svc", e.Name, e.Version, p.Metadata.Version)
	}
	return p, nil
}
