// Package pack is the template pack: versioned data that says which stages
// there are, what each holds, and which parameters it wants. A pack runs no
// code.
package pack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Identity of a pack file, and its name at the root of a pack.
const (
	FileName   = "pack.yaml"
	APIVersion = "kubectl-svc.dev/v1alpha1"
	Kind       = "TemplatePack"
)

// PartialsDir is the folder of named templates, beside the stages.
const PartialsDir = "partials"

// CommonDir is the folder of a stage that every language shares.
const CommonDir = "common"

// Manifest is the content of pack.yaml.
type Manifest struct {
	APIVersion string   `yaml:"apiVersion" json:"apiVersion"`
	Kind       string   `yaml:"kind" json:"kind"`
	Metadata   Metadata `yaml:"metadata" json:"metadata"`
	Spec       Spec     `yaml:"spec" json:"spec"`
}

// Metadata identifies a pack.
type Metadata struct {
	Name        string `yaml:"name" json:"name"`
	Version     string `yaml:"version" json:"version"`
	Description string `yaml:"description" json:"description,omitempty"`
}

// Spec is what a pack declares.
type Spec struct {
	// Extends is the pack that this one builds on; nil: none.
	Extends    *Extends    `yaml:"extends" json:"extends,omitempty"`
	Stages     []Stage     `yaml:"stages" json:"stages"` // in order of maturity
	Languages  []string    `yaml:"languages" json:"languages,omitempty"`
	Platforms  []string    `yaml:"platforms" json:"platforms,omitempty"` // those its templates know
	Parameters []Parameter `yaml:"parameters" json:"parameters,omitempty"`
	Files      []FileRule  `yaml:"files" json:"files,omitempty"`
	Renames    []Rename    `yaml:"renames" json:"renames,omitempty"`
}

// Stage is a level of maturity.
type Stage struct {
	Name    string `yaml:"name" json:"name"`
	Summary string `yaml:"summary" json:"summary"`
	// Removes are files of earlier stages that this one does not have.
	Removes []string `yaml:"removes" json:"removes,omitempty"`
	// After and Before put a stage next to one of the pack that is extended.
	After  string `yaml:"after" json:"after,omitempty"`
	Before string `yaml:"before" json:"before,omitempty"`
}

// Policy says what happens to a file after it was first rendered.
type Policy string

// The policies.
const (
	// PolicyMerge merges the user's edits with what the template changes.
	PolicyMerge Policy = "merge"
	// PolicyOnce leaves the file to the user once it is there.
	PolicyOnce Policy = "once"
	// PolicyLock is for lock files of package managers: replaced while
	// untouched, kept once edited, never merged.
	PolicyLock Policy = "lock"
)

// FileRule sets attributes of the files its path matches. Each attribute of a
// file comes from the first matching rule that sets it.
type FileRule struct {
	Path   string `yaml:"path" json:"path"` // a doublestar glob
	Policy Policy `yaml:"policy" json:"policy,omitempty"`
	Mode   string `yaml:"mode" json:"mode,omitempty"` // "0644" or "0755"
	Why    string `yaml:"why" json:"why,omitempty"`
	At     Place  `yaml:"at" json:"at,omitempty"`
	// When is a CEL expression over name, stage, language, platform and
	// parameters; the file exists only where it is true.
	When string `yaml:"when" json:"when,omitempty"`
	// Regenerate is the command that makes a lock file anew.
	Regenerate string `yaml:"regenerate" json:"regenerate,omitempty"`
}

// Rename carries the user's edits along when a pack moves a file.
type Rename struct {
	From  string `yaml:"from" json:"from"`
	To    string `yaml:"to" json:"to"`
	Since string `yaml:"since" json:"since,omitempty"` // the pack's version
}

// Pack is a loaded, validated pack.
type Pack struct {
	Manifest
	// Base is the pack that it extends; the manifest and the files hold what
	// comes of both.
	Base *Pack
	// Files are the pack's files below its stages and partials, by path.
	Files map[string][]byte
	// Gates is the pack's own gates.yaml, unread; nil where it has none.
	Gates []byte
	// Digest identifies the content: "sha256:" and 64 hex digits.
	Digest string
	// BuiltIn tells that the pack is part of the program, so that its templates
	// are as trusted as the program is.
	BuiltIn bool

	raw []byte            // pack.yaml
	own map[string][]byte // Files, less those of Base
}

// String is how messages name a pack: "standard 1.0.0".
func (p *Pack) String() string { return p.Metadata.Name + " " + p.Metadata.Version }

// StageIndex is a stage's place in the order of maturity, or -1.
func (p *Pack) StageIndex(name string) int {
	return slices.IndexFunc(p.Spec.Stages, func(s Stage) bool { return s.Name == name })
}

// StageNames are the stages in order of maturity.
func (p *Pack) StageNames() []string {
	names := make([]string, len(p.Spec.Stages))
	for i, s := range p.Spec.Stages {
		names[i] = s.Name
	}
	return names
}

// CheckStage refuses a stage the pack does not have, naming those it has.
func (p *Pack) CheckStage(name string) error {
	if p.StageIndex(name) < 0 {
		return fmt.Errorf("unknown stage %q: pack %s has %s", name, p, strings.Join(p.StageNames(), ", "))
	}
	return nil
}

// CheckLanguage refuses a language the pack does not have, naming those it has.
func (p *Pack) CheckLanguage(name string) error {
	switch {
	case len(p.Spec.Languages) == 0 && name != "":
		return fmt.Errorf("pack %s has no languages: leave --language out", p)
	case len(p.Spec.Languages) > 0 && !slices.Contains(p.Spec.Languages, name):
		return fmt.Errorf("unknown language %q: pack %s has %s", name, p, strings.Join(p.Spec.Languages, ", "))
	}
	return nil
}

// Parameter finds a parameter by name.
func (p *Pack) Parameter(name string) (Parameter, bool) {
	i := slices.IndexFunc(p.Spec.Parameters, func(q Parameter) bool { return q.Name == name })
	if i < 0 {
		return Parameter{}, false
	}
	return p.Spec.Parameters[i], true
}

// Rule is what the pack's rules say of one file. Globs are of the pack's paths:
// of ../../a/b, which is at the repository, they see a/b.
func (p *Pack) Rule(path string) FileRule {
	out := FileRule{Path: path}
	name, _ := Below(path)
	for _, r := range p.Spec.Files {
		if match(r.Path, name) {
			out.Policy = cmp.Or(out.Policy, r.Policy)
			out.Mode = cmp.Or(out.Mode, r.Mode)
			out.Why = cmp.Or(out.Why, r.Why)
			out.At = cmp.Or(out.At, r.At)
			out.When = cmp.Or(out.When, r.When)
			out.Regenerate = cmp.Or(out.Regenerate, r.Regenerate)
		}
	}
	out.Policy = cmp.Or(out.Policy, PolicyMerge)
	return out
}

// Covers tells whether the rule is about a file.
func (r FileRule) Covers(path string) bool {
	name, _ := Below(path)
	return match(r.Path, name)
}

// Executable tells whether files of this rule carry the executable bit.
func (r FileRule) Executable() bool { return r.Mode == "0755" }
