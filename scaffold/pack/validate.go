package pack

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/bmatcuk/doublestar/v4"
)

var (
	packName  = regexp.MustCompile(`^[a-z]([-a-z0-9]*[a-z0-9])?$`)
	paramName = regexp.MustCompile(`^[a-z][a-zA-Z0-9]*$`)
)

// validate refuses a manifest that contradicts itself.
func (m *Manifest) validate() error {
	switch {
	case m.APIVersion != APIVersion || m.Kind != Kind:
		return fmt.Errorf("apiVersion %q and kind %q are not %s and %s", m.APIVersion, m.Kind, APIVersion, Kind)
	case !packName.MatchString(m.Metadata.Name):
		return fmt.Errorf("metadata.name %q: use lower-case letters, digits and '-'", m.Metadata.Name)
	case len(m.Spec.Stages) == 0:
		return fmt.Errorf("spec.stages is empty: a pack has at least one stage")
	}
	if _, err := semver.StrictNewVersion(m.Metadata.Version); err != nil {
		return fmt.Errorf("metadata.version %q is no semantic version such as 1.0.0", m.Metadata.Version)
	}
	for _, check := range []func() error{m.validateStages, m.validateParameters, m.validateRules} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (m *Manifest) validateStages() error {
	seen := map[string]bool{PartialsDir: true}
	for i, s := range m.Spec.Stages {
		if !packName.MatchString(s.Name) {
			return fmt.Errorf("spec.stages[%d]: name %q: use lower-case letters, digits and '-'", i, s.Name)
		}
		if seen[s.Name] {
			return fmt.Errorf("spec.stages[%d]: duplicate or reserved stage %q", i, s.Name)
		}
		seen[s.Name] = true
		for _, r := range s.Removes {
			if err := CheckPath(r); err != nil {
				return fmt.Errorf("stage %s removes: %w", s.Name, err)
			}
		}
	}
	for i, l := range m.Spec.Languages {
		if !packName.MatchString(l) || l == CommonDir || slices.Index(m.Spec.Languages, l) != i {
			return fmt.Errorf("spec.languages[%d]: %q is no name, reserved, or a duplicate", i, l)
		}
	}
	return nil
}

func (m *Manifest) validateParameters() error {
	seen := map[string]bool{}
	for i, p := range m.Spec.Parameters {
		switch {
		case !paramName.MatchString(p.Name):
			return fmt.Errorf("spec.parameters[%d]: name %q: use camelCase letters and digits", i, p.Name)
		case seen[p.Name]:
			return fmt.Errorf("spec.parameters[%d]: duplicate parameter %q", i, p.Name)
		case p.RequiredFrom != "" && !slices.ContainsFunc(m.Spec.Stages, func(s Stage) bool { return s.Name == p.RequiredFrom }):
			return fmt.Errorf("parameter %s: requiredFrom names the unknown stage %q", p.Name, p.RequiredFrom)
		}
		seen[p.Name] = true
		for _, l := range p.Languages {
			if !slices.Contains(m.Spec.Languages, l) {
				return fmt.Errorf("parameter %s: unknown language %q", p.Name, l)
			}
		}
		if err := p.validate(); err != nil {
			return fmt.Errorf("parameter %s: %w", p.Name, err)
		}
	}
	return nil
}

func (m *Manifest) validateRules() error {
	for i, r := range m.Spec.Files {
		switch {
		case r.Path == "" || !doublestar.ValidatePattern(r.Path):
			return fmt.Errorf("spec.files[%d]: path %q is no glob", i, r.Path)
		case !slices.Contains([]Policy{"", PolicyMerge, PolicyOnce, PolicyLock}, r.Policy):
			return fmt.Errorf("spec.files[%d]: unknown policy %q: use merge, once or lock", i, r.Policy)
		case !slices.Contains([]string{"", "0644", "0755"}, r.Mode):
			return fmt.Errorf("spec.files[%d]: mode %q: use \"0644\" or \"0755\"", i, r.Mode)
		case !slices.Contains([]Place{"", AtService, AtRepository, AtShared}, r.At):
			return fmt.Errorf("spec.files[%d]: at %q: use service, repository or shared", i, r.At)
		}
	}
	for i, r := range m.Spec.Renames {
		for _, p := range []string{r.From, r.To} {
			if err := CheckPath(p); err != nil {
				return fmt.Errorf("spec.renames[%d]: %w", i, err)
			}
		}
		if r.From == r.To {
			return fmt.Errorf("spec.renames[%d]: from and to are the same path %q", i, r.From)
		}
	}
	return nil
}

// validateFiles refuses files that no stage would use, and paths that differ
// only by case, which some systems cannot hold side by side.
func (p *Pack) validateFiles() error {
	folded := map[string]string{}
	for name := range p.Files {
		top, rest, _ := strings.Cut(name, "/")
		if top != PartialsDir && p.StageIndex(top) < 0 {
			return fmt.Errorf("%s: folder %q is no stage of the pack", name, top)
		}
		if top != PartialsDir {
			sub, target, ok := strings.Cut(rest, "/")
			if !ok || sub != CommonDir && !slices.Contains(p.Spec.Languages, sub) {
				return fmt.Errorf("%s: files of a stage lie in %s/%s or in a language's folder", name, top, CommonDir)
			}
			// Paths that hold template actions are checked once they are rendered.
			if !strings.Contains(target, "[[") {
				if err := CheckPath(strings.TrimSuffix(target, ".tmpl")); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
		}
		key := strings.ToLower(name)
		if other, clash := folded[key]; clash {
			a, b := min(name, other), max(name, other)
			return fmt.Errorf("%s and %s differ only by case", a, b)
		}
		folded[key] = name
	}
	for name := range p.Files {
		if _, both := p.Files[name+".tmpl"]; both && path.Dir(name) != PartialsDir {
			return fmt.Errorf("%s and %s.tmpl make the same file: keep one", name, name)
		}
	}
	return nil
}
