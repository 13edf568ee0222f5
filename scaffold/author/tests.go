package author

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/strictyaml"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// The tests of a pack lie beside its stages, and are no part of what services
// pin.
const (
	testsFile = "tests/tests.yaml"
	goldenDir = "tests/golden"
	testsKind = "PackTests"
)

// maxTests bounds tests.yaml, in bytes.
const maxTests = 1 << 20

// Tests is the content of tests/tests.yaml.
type Tests struct {
	APIVersion string    `yaml:"apiVersion"`
	Kind       string    `yaml:"kind"`
	Spec       TestsSpec `yaml:"spec"`
}

// TestsSpec is what a pack is tested with.
type TestsSpec struct {
	// Parameters are those of the sample service.
	Parameters map[string]any `yaml:"parameters"`
	// Edits are what users do to the files of a stage. Every promotion from
	// there has to keep them, without a conflict.
	Edits []Edit `yaml:"edits"`
}

// Edit is what a user does to a service.
type Edit struct {
	Name     string     `yaml:"name"`
	Stage    string     `yaml:"stage"`    // that the service is at
	Language string     `yaml:"language"` // empty: any
	Files    []FileEdit `yaml:"files"`
}

// FileEdit is what a user does to one file: one of Replace and With, Append,
// Write and Delete.
type FileEdit struct {
	Path    string `yaml:"path"`
	Replace string `yaml:"replace"` // stands there once
	With    string `yaml:"with"`
	Append  string `yaml:"append"`
	Write   string `yaml:"write"` // a file of their own
	Delete  bool   `yaml:"delete"`
}

// readTests reads the tests of a pack that is a folder; one without any has
// none. Others come without theirs.
func readTests(p *pack.Pack, ref string) (*Tests, error) {
	t := &Tests{}
	dir, ok := source.Folder(ref)
	if !ok {
		return t, nil
	}
	path := filepath.Join(dir, filepath.FromSlash(testsFile))
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return t, nil
	case err != nil:
		return nil, fmt.Errorf("reading %s: %w", testsFile, err)
	case !info.Mode().IsRegular() || info.Size() > maxTests:
		return nil, fmt.Errorf("%s is no regular file of at most %d MiB", testsFile, maxTests>>20)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", testsFile, err)
	}
	if err := strictyaml.Decode(data, t); err != nil {
		return nil, &pack.SyntaxError{File: testsFile, Err: err}
	}
	return t, t.validate(p)
}

func (t *Tests) validate(p *pack.Pack) error {
	var wrong []pack.Mistake
	add := func(format string, args ...any) {
		wrong = append(wrong, pack.Mistake{File: testsFile, Text: fmt.Sprintf(format, args...)})
	}
	if t.APIVersion != pack.APIVersion || t.Kind != testsKind {
		add("apiVersion %q and kind %q are not %s and %s", t.APIVersion, t.Kind, pack.APIVersion, testsKind)
	}
	for name, v := range t.Spec.Parameters {
		q, ok := p.Parameter(name)
		if !ok {
			add("unknown parameter %q: pack %s has %s", name, p, strings.Join(p.ParameterNames(), ", "))
		} else if _, err := q.Check(v); err != nil {
			add("%v", err)
		}
	}
	for i, e := range t.Spec.Edits {
		if e.Name == "" {
			add("edits[%d] has no name", i)
		}
		if err := p.CheckStage(e.Stage); err != nil {
			add("edit %q: %v", e.Name, err)
		}
		if e.Language != "" {
			if err := p.CheckLanguage(e.Language); err != nil {
				add("edit %q: %v", e.Name, err)
			}
		}
		for _, f := range e.Files {
			if err := pack.CheckPath(f.Path); err != nil {
				add("edit %q: %v", e.Name, err)
			}
		}
	}
	if len(wrong) > 0 {
		slices.SortFunc(wrong, func(a, b pack.Mistake) int { return strings.Compare(a.Text, b.Text) })
		return &pack.InvalidError{Mistakes: wrong}
	}
	return nil
}

// on makes the edits on a copy of a tree.
func (e Edit) on(files tree.Tree) (tree.Tree, error) {
	out := tree.Tree{}
	for path, f := range files {
		out[path] = f
	}
	for _, f := range e.Files {
		old, there := out[f.Path]
		switch {
		case f.Write != "" && there:
			return nil, fmt.Errorf("it writes %s, which the pack makes: say what it replaces there", f.Path)
		case f.Write != "":
			out[f.Path] = tree.File{Content: []byte(f.Write)}
			continue
		case !there:
			return nil, fmt.Errorf("there is no %s to edit", f.Path)
		case f.Delete:
			delete(out, f.Path)
			continue
		}
		content := old.Content
		if f.Replace != "" {
			if n := bytes.Count(content, []byte(f.Replace)); n != 1 {
				return nil, fmt.Errorf("%s holds %q %d times, not once", f.Path, f.Replace, n)
			}
			content = bytes.Replace(content, []byte(f.Replace), []byte(f.With), 1)
		}
		out[f.Path] = tree.File{Content: append(slices.Clone(content), f.Append...), Executable: old.Executable}
	}
	return out, nil
}

// kept are the lines of a file that have to outlive every promotion.
func (f FileEdit) kept() []string {
	var lines []string
	for line := range strings.Lines(f.With + "\n" + f.Append + "\n" + f.Write) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
