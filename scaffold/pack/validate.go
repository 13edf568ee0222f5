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

// validateHead looks at what says that this is a pack, and which one.
func (m *Manifest) validateHead(wrong *mistakes) {
	if m.APIVersion != APIVersion || m.Kind != Kind {
		wrong.add([]any{"apiVersion"}, "apiVersion %q and kind %q are not %s and %s", m.APIVersion, m.Kind, APIVersion, Kind)
		return
	}
	if !packName.MatchString(m.Metadata.Name) {
		wrong.add([]any{"metadata", "name"}, "metadata.name %q: use lower-case letters, digits and '-'", m.Metadata.Name)
	}
	if _, err := semver.StrictNewVersion(m.Metadata.Version); err != nil {
		wrong.add([]any{"metadata", "version"}, "metadata.version %q is no semantic version such as 1.0.0", m.Metadata.Version)
	}
}

// validate notes where a manifest contradicts itself, or what it extends. The
// merged one is that manifest on top of what it extends.
func (m *Manifest) validate(merged *Manifest, wrong *mistakes) {
	if len(merged.Spec.Stages) == 0 {
		wrong.add(at("stages"), "spec.stages is empty: a pack has at least one stage")
	}
	m.validateStages(wrong)
	m.validateParameters(merged, wrong)
	m.validateRules(wrong)
}

func (m *Manifest) validateStages(wrong *mistakes) {
	seen := map[string]bool{PartialsDir: true}
	for i, s := range m.Spec.Stages {
		if !packName.MatchString(s.Name) {
			wrong.add(at("stages", i, "name"), "spec.stages[%d]: name %q: use lower-case letters, digits and '-'", i, s.Name)
		}
		if seen[s.Name] {
			wrong.add(at("stages", i, "name"), "spec.stages[%d]: duplicate or reserved stage %q", i, s.Name)
		}
		seen[s.Name] = true
		if m.Spec.Extends == nil && (s.After != "" || s.Before != "") {
			wrong.add(at("stages", i), "stage %s: after and before are for a pack that extends another", s.Name)
		}
		for j, r := range s.Removes {
			if err := CheckPath(r); err != nil {
				wrong.add(at("stages", i, "removes", j), "stage %s removes: %v", s.Name, err)
			}
		}
	}
	for i, l := range m.Spec.Languages {
		if !packName.MatchString(l) || l == CommonDir || slices.Index(m.Spec.Languages, l) != i {
			wrong.add(at("languages", i), "spec.languages[%d]: %q is no name, reserved, or a duplicate", i, l)
		}
	}
}

func (m *Manifest) validateParameters(merged *Manifest, wrong *mistakes) {
	seen := map[string]bool{}
	for i, own := range m.Spec.Parameters {
		switch {
		case !paramName.MatchString(own.Name):
			wrong.add(at("parameters", i, "name"), "spec.parameters[%d]: name %q: use camelCase letters and digits", i, own.Name)
			continue
		case seen[own.Name]:
			wrong.add(at("parameters", i, "name"), "spec.parameters[%d]: duplicate parameter %q", i, own.Name)
			continue
		}
		seen[own.Name] = true
		p := own // as it is on top of what is extended
		for _, q := range merged.Spec.Parameters {
			if q.Name == own.Name {
				p = q
			}
		}
		if p.RequiredFrom != "" && !slices.ContainsFunc(merged.Spec.Stages, func(s Stage) bool { return s.Name == p.RequiredFrom }) {
			wrong.add(at("parameters", i, "requiredFrom"), "parameter %s: requiredFrom names the unknown stage %q", p.Name, p.RequiredFrom)
		}
		for j, l := range own.Languages {
			if !slices.Contains(merged.Spec.Languages, l) {
				wrong.add(at("parameters", i, "languages", j), "parameter %s: unknown language %q", p.Name, l)
			}
		}
		if err := p.validate(); err != nil {
			wrong.add(at("parameters", i), "parameter %s: %v", p.Name, err)
		}
	}
}

func (m *Manifest) validateRules(wrong *mistakes) {
	for i, r := range m.Spec.Files {
		if r.Path == "" || !doublestar.ValidatePattern(r.Path) {
			wrong.add(at("files", i, "path"), "spec.files[%d]: path %q is no glob", i, r.Path)
		}
		if !slices.Contains([]Policy{"", PolicyMerge, PolicyOnce, PolicyLock}, r.Policy) {
			wrong.add(at("files", i, "policy"), "spec.files[%d]: unknown policy %q: use merge, once or lock", i, r.Policy)
		}
		if !slices.Contains([]string{"", "0644", "0755"}, r.Mode) {
			wrong.add(at("files", i, "mode"), "spec.files[%d]: mode %q: use \"0644\" or \"0755\"", i, r.Mode)
		}
		if !slices.Contains([]Place{"", AtService, AtRepository, AtShared}, r.At) {
			wrong.add(at("files", i, "at"), "spec.files[%d]: at %q: use service, repository or shared", i, r.At)
		}
	}
	for i, r := range m.Spec.Renames {
		for _, end := range []struct{ key, path string }{{"from", r.From}, {"to", r.To}} {
			if err := CheckPath(end.path); err != nil {
				wrong.add(at("renames", i, end.key), "spec.renames[%d]: %v", i, err)
			}
		}
		if r.From == r.To {
			wrong.add(at("renames", i), "spec.renames[%d]: from and to are the same path %q", i, r.From)
		}
	}
}

// validateFiles finds files that no stage would use, and paths that differ only
// by case, which some systems cannot hold side by side.
func (p *Pack) validateFiles(files map[string][]byte) []Mistake {
	var found []Mistake
	wrong := func(name, format string, args ...any) {
		found = append(found, Mistake{File: name, Text: fmt.Sprintf(format, args...)})
	}
	folded := map[string]string{}
	for _, name := range sorted(files) {
		if text := p.misplaced(name); text != "" {
			wrong(name, "%s", text)
		}
		key := Fold(name)
		if other, clash := folded[key]; clash {
			wrong(other, "%s and %s differ only by case", other, name)
		}
		folded[key] = name
		if _, both := files[name+".tmpl"]; both && path.Dir(name) != PartialsDir {
			wrong(name, "%s and %s.tmpl make the same file: keep one", name, name)
		}
	}
	return found
}

// misplaced says why a file of the pack cannot be where it is.
func (p *Pack) misplaced(name string) string {
	top, rest, _ := strings.Cut(name, "/")
	if top == PartialsDir {
		return ""
	}
	if p.StageIndex(top) < 0 {
		return fmt.Sprintf("folder %q is no stage of the pack", top)
	}
	sub, target, ok := strings.Cut(rest, "/")
	if !ok || sub != CommonDir && !slices.Contains(p.Spec.Languages, sub) {
		return fmt.Sprintf("files of a stage lie in %s/%s or in a language's folder", top, CommonDir)
	}
	if strings.Contains(target, "[[") {
		return "" // checked once it is rendered
	}
	if err := CheckPath(strings.TrimSuffix(target, ".tmpl")); err != nil {
		return err.Error()
	}
	return ""
}
