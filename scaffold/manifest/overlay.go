package manifest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
)

// OverlaysDir is where a service has an overlay for each environment.
const OverlaysDir = "deploy/overlays"

// kustomizationNames are the names kustomize looks for, in its order.
var kustomizationNames = []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}

// Overlays are the names of a service's environments, sorted; none is no error.
func Overlays(files fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(files, OverlaysDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", OverlaysDir, err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && kustomization(files, path.Join(OverlaysDir, e.Name())) != "" {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// kustomization is the path of a folder's kustomization file, or empty.
func kustomization(files fs.FS, dir string) string {
	for _, name := range kustomizationNames {
		if info, err := fs.Stat(files, path.Join(dir, name)); err == nil && info.Mode().IsRegular() {
			return path.Join(dir, name)
		}
	}
	return ""
}

// Overlay builds the overlay of an environment.
func Overlay(ctx context.Context, files fs.FS, name string) ([]Object, error) {
	return Build(ctx, files, path.Join(OverlaysDir, name))
}

// Build builds a kustomization folder, as 'kubectl kustomize' does, but for
// what is not in the tree: a remote base, a chart or a plugin is an error.
func Build(ctx context.Context, files fs.FS, dir string) ([]Object, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := refuseRemote(files, dir); err != nil {
		return nil, err
	}
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsRootOnly
	options.Reorder = krusty.ReorderOptionLegacy // namespaces and such first, as kubectl does
	built, err := krusty.MakeKustomizer(options).Run(readOnly{files}, "/"+dir)
	if err != nil {
		return nil, failure(files, dir, err)
	}
	objects := make([]Object, 0, built.Size())
	for _, r := range built.Resources() {
		m, err := r.Map()
		if err != nil {
			return nil, fmt.Errorf("building %s: %s: %w", dir, r.CurId(), err)
		}
		objects = append(objects, m)
	}
	return objects, nil
}
