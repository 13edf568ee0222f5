package manifest

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// references are the fields of a kustomization that name other files or
// folders. kustomize would fetch what is not there, by git or HTTP, so it is
// asked only once everything is known to be in the tree.
type references struct {
	Resources    []string `yaml:"resources"`
	Bases        []string `yaml:"bases"`
	Components   []string `yaml:"components"`
	Crds         []string `yaml:"crds"`
	Generators   []string `yaml:"generators"`
	Transformers []string `yaml:"transformers"`
	Validators   []string `yaml:"validators"`
	Patches      []struct {
		Path string `yaml:"path"`
	} `yaml:"patches"`
	PatchesJSON []struct {
		Path string `yaml:"path"`
	} `yaml:"patchesJson6902"`
	Replacements []struct {
		Path string `yaml:"path"`
	} `yaml:"replacements"`
	OpenAPI struct {
		Path string `yaml:"path"`
	} `yaml:"openapi"`
	ConfigMaps []generator `yaml:"configMapGenerator"`
	Secrets    []generator `yaml:"secretGenerator"`
}

type generator struct {
	Files []string `yaml:"files"`
	Envs  []string `yaml:"envs"`
	Env   string   `yaml:"env"`
}

// maxDepth bounds how deep kustomizations may refer to each other.
const maxDepth = 20

// refuseRemote fails for a kustomization that refers to something outside the
// tree, however deep.
func refuseRemote(files fs.FS, dir string) error {
	return refuseRemoteIn(files, path.Clean(dir), nil)
}

func refuseRemoteIn(files fs.FS, dir string, above []string) error {
	switch {
	case len(above) > maxDepth:
		return fmt.Errorf("%s: kustomizations refer to each other more than %d deep", above[0], maxDepth)
	case slices.Contains(above, dir):
		return fmt.Errorf("%s refers to itself through %s", dir, above[len(above)-1])
	}
	file := kustomization(files, dir)
	if file == "" {
		return fmt.Errorf("%s has no %s", dir, kustomizationNames[0])
	}
	raw, err := fs.ReadFile(files, file)
	if err != nil {
		return fmt.Errorf("reading %s: %w", file, err)
	}
	var refs references
	// A field of another type than expected is kustomize's to complain about.
	var mistyped *yaml.TypeError
	if err := yaml.Unmarshal(raw, &refs); err != nil && !errors.As(err, &mistyped) {
		return fmt.Errorf("%s: %w", file, misread(err))
	}
	for _, ref := range refs.files() {
		if strings.Contains(ref, "://") {
			return notHere(file, ref)
		}
	}
	for _, ref := range refs.accumulated() {
		target := path.Join(dir, ref)
		info, err := fs.Stat(files, target)
		switch {
		case strings.Contains(ref, "://") || !fs.ValidPath(target) || err != nil:
			return notHere(file, ref)
		case info.IsDir():
			if err := refuseRemoteIn(files, target, append(above, dir)); err != nil {
				return err
			}
		}
	}
	return nil
}

func notHere(file, ref string) error {
	return fmt.Errorf("%s refers to %s, which is not in the repository; nothing is fetched", file, ref)
}

// accumulated are the references that may be folders, which kustomize would
// clone.
func (r references) accumulated() []string {
	out := slices.Concat(r.Resources, r.Bases, r.Components, r.Generators, r.Transformers, r.Validators)
	return slices.DeleteFunc(out, func(ref string) bool { return strings.Contains(ref, "\n") }) // written in place
}

// manifests are the references to manifests and to folders of them, in the order
// that kustomize reads them.
func (r references) manifests() []string {
	out := r.accumulated()
	for _, p := range r.Patches {
		if p.Path != "" {
			out = append(out, p.Path)
		}
	}
	return out
}

// files are the references to single files, which kustomize would download.
func (r references) files() []string {
	out := append(slices.Clone(r.Crds), r.OpenAPI.Path)
	for _, p := range slices.Concat(r.Patches, r.PatchesJSON, r.Replacements) {
		out = append(out, p.Path)
	}
	for _, g := range slices.Concat(r.ConfigMaps, r.Secrets) {
		out = append(out, g.Env)
		for _, f := range slices.Concat(g.Files, g.Envs) {
			_, source, named := strings.Cut(f, "=") // NAME=FILE
			if !named {
				source = f
			}
			out = append(out, source)
		}
	}
	return out
}
