package pack

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Extends names the pack that another one builds on, as a service record names
// its pack.
type Extends struct {
	Name    string `yaml:"name" json:"name"`
	Version string `yaml:"version" json:"version"`
	// Source is where it comes from; empty: it is built in.
	Source string `yaml:"source" json:"source,omitempty"`
	// Digest pins its content, where Source is neither empty nor a folder.
	Digest string `yaml:"digest" json:"digest,omitempty"`
}

// open brings what a manifest extends.
func (m *Manifest) open(open func(Extends) (*Pack, error), wrong *mistakes) (*Pack, error) {
	e := *m.Spec.Extends
	if e.Name == "" || e.Version == "" {
		wrong.add(at("extends"), "spec.extends needs a name and a version, such as {name: standard, version: 1.0.0}")
		return nil, invalid(wrong.found)
	}
	base, err := open(e)
	if err != nil {
		return nil, fmt.Errorf("%s: extends: %w", FileName, err)
	}
	if base.Metadata.Name != e.Name {
		wrong.add(at("extends", "name"), "spec.extends names %s, and what is there is %s", e.Name, base)
		return nil, invalid(wrong.found)
	}
	return base, nil
}

// over is the manifest on top of the one it extends: its own stages stand among
// those, its parameters change or join those, and its rules come first.
func (m *Manifest) over(base *Manifest, wrong *mistakes) Manifest {
	out := *m
	out.Spec.Stages = m.stagesOver(base.Spec.Stages, wrong)
	out.Spec.Languages = union(base.Spec.Languages, m.Spec.Languages)
	out.Spec.Platforms = union(base.Spec.Platforms, m.Spec.Platforms)
	out.Spec.Parameters = slices.Clone(base.Spec.Parameters)
	for i, own := range m.Spec.Parameters {
		j := slices.IndexFunc(out.Spec.Parameters, func(p Parameter) bool { return p.Name == own.Name })
		switch {
		case j < 0:
			out.Spec.Parameters = append(out.Spec.Parameters, own)
		case own.Type != "" && own.Type != out.Spec.Parameters[j].Type:
			wrong.add(at("parameters", i, "type"), "parameter %s is %s in what is extended: templates there rely on it", own.Name, out.Spec.Parameters[j].Type)
		default:
			out.Spec.Parameters[j] = own.over(out.Spec.Parameters[j])
		}
	}
	out.Spec.Files = append(slices.Clone(m.Spec.Files), base.Spec.Files...)
	out.Spec.Renames = append(slices.Clone(base.Spec.Renames), m.Spec.Renames...)
	return out
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(a, x) {
			out = append(out, x)
		}
	}
	return out
}

// stagesOver are the stages of a base with others among them. An entry with the
// name of one of its stages adds to that.
func (m *Manifest) stagesOver(base []Stage, wrong *mistakes) []Stage {
	out := slices.Clone(base)
	index := func(name string) int { return slices.IndexFunc(out, func(s Stage) bool { return s.Name == name }) }
	for i, own := range m.Spec.Stages {
		if j := index(own.Name); j >= 0 {
			if own.Before != "" || own.After != "" {
				wrong.add(at("stages", i), "stage %s is one of what is extended, and stays where it is", own.Name)
			}
			out[j].Summary = cmp.Or(own.Summary, out[j].Summary)
			out[j].Removes = append(slices.Clone(out[j].Removes), own.Removes...)
			continue
		}
		neighbour := cmp.Or(own.After, own.Before)
		place := index(neighbour)
		switch {
		case (own.Before == "") == (own.After == ""):
			wrong.add(at("stages", i), "stage %s: say after which stage it comes, or before which", own.Name)
			continue
		case place < 0:
			wrong.add(at("stages", i), "stage %s: there is no stage %q to put it next to", own.Name, neighbour)
			continue
		case own.After != "":
			place++
		}
		out = slices.Insert(out, place, Stage{Name: own.Name, Summary: own.Summary, Removes: own.Removes})
	}
	return out
}

// over is a parameter on top of one it changes: what it does not say stays.
func (p Parameter) over(base Parameter) Parameter {
	out := base
	if p.Default != nil {
		out.Default = p.Default
	}
	out.Description = cmp.Or(p.Description, out.Description)
	out.Prompt = cmp.Or(p.Prompt, out.Prompt)
	out.RequiredFrom = cmp.Or(p.RequiredFrom, out.RequiredFrom)
	out.Pattern = cmp.Or(p.Pattern, out.Pattern)
	out.Minimum = cmp.Or(p.Minimum, out.Minimum)
	out.Maximum = cmp.Or(p.Maximum, out.Maximum)
	out.MinLength = cmp.Or(p.MinLength, out.MinLength)
	out.MaxLength = cmp.Or(p.MaxLength, out.MaxLength)
	if p.Languages != nil {
		out.Languages = p.Languages
	}
	if p.Enum != nil {
		out.Enum = p.Enum
	}
	return out
}

// allFiles are the pack's own files and those of what it extends. A file of its
// own takes the place of one that makes the same.
func (p *Pack) allFiles() map[string][]byte {
	if p.Base == nil {
		return p.own
	}
	all := maps.Clone(p.Base.Files)
	for name := range p.own {
		if rest, rendered := strings.CutSuffix(name, ".tmpl"); rendered {
			delete(all, rest)
		} else {
			delete(all, name+".tmpl")
		}
	}
	maps.Copy(all, p.own)
	return all
}

// Origin is the pack that a file of the pack comes from: itself, or one that it
// extends.
func (p *Pack) Origin(name string) *Pack {
	if _, own := p.own[name]; own || p.Base == nil {
		return p
	}
	return p.Base.Origin(name)
}

// OwnRules are the file rules that the pack adds to those of what it extends.
func (p *Pack) OwnRules() []FileRule {
	if p.Base == nil {
		return p.Spec.Files
	}
	return p.Spec.Files[:len(p.Spec.Files)-len(p.Base.Spec.Files)]
}

// Line is where in pack.yaml a place begins: the keys and indexes that lead to
// it.
func (p *Pack) Line(at ...any) int {
	m := mistakes{raw: p.raw}
	return m.line(at)
}

// Bases are the packs that it extends, the nearest first, as messages name them.
func (p *Pack) Bases() []string {
	var names []string
	for b := p.Base; b != nil; b = b.Base {
		names = append(names, b.String())
	}
	return names
}
