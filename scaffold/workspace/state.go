package workspace

import (
	"bytes"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/strictyaml"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// State is what the tool last wrote: .svc/state.yaml.
type State struct {
	APIVersion string   `yaml:"apiVersion"`
	Kind       string   `yaml:"kind"`
	Rendered   Rendered `yaml:"rendered"`
	// Unproven are gates that were passed without being looked at (--offline)
	// and that no check has passed since.
	Unproven []string    `yaml:"unproven,omitempty"`
	Files    []FileState `yaml:"files"`
}

// stateKind identifies a state file.
const stateKind = "State"

// Rendered is every input of the last render.
type Rendered struct {
	Name       string         `yaml:"name"`
	Stage      string         `yaml:"stage"`
	Language   string         `yaml:"language,omitempty"`
	Pack       record.PackRef `yaml:"pack"`
	Platform   []string       `yaml:"platform"`
	Parameters map[string]any `yaml:"parameters"`
}

// FileState is what the state knows of one file of the base.
type FileState struct {
	Path       string      `yaml:"path"`
	Policy     pack.Policy `yaml:"policy"`
	Executable bool        `yaml:"executable,omitempty"`
	Encoding   Encoding    `yaml:"encoding"`
	// Digest is that of the rendered bytes: a base that was edited, as by a
	// search-and-replace over the repository, would let the template win.
	Digest string `yaml:"digest"`
}

// The headers tell a reader whose files these are.
const (
	stateHeader = "# Written by kubectl svc; edit svc.yaml instead.\n"
	baseHeader  = "# Written by kubectl svc: the files as it last rendered them. Do not edit.\n"
)

// encodeState writes the state and the base. Files of the state are made from
// the base and the policies; neither depends on time, host or user.
func encodeState(r Rendered, unproven []string, base tree.Tree, policy func(path string) pack.Policy) (state, archive []byte, err error) {
	s := State{APIVersion: record.APIVersion, Kind: stateKind, Rendered: r, Unproven: unproven, Files: []FileState{}}
	a := txtar.Archive{Comment: []byte(baseHeader)}
	for _, path := range base.Paths() {
		f := base[path]
		data, encoding := encode(f.Content)
		a.Files = append(a.Files, txtar.File{Name: path, Data: data})
		s.Files = append(s.Files, FileState{Path: path, Policy: policy(path), Executable: f.Executable, Encoding: encoding, Digest: digest(f.Content)})
	}
	var out bytes.Buffer
	out.WriteString(stateHeader)
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(s); err != nil {
		return nil, nil, fmt.Errorf("writing %s: %w", statePath, err)
	}
	return out.Bytes(), txtar.Format(&a), nil
}

// decodeState reads the state and the base, which must belong together.
func decodeState(state, archive []byte) (*State, tree.Tree, error) {
	var s State
	if err := strictyaml.Decode(state, &s); err != nil {
		return nil, nil, fmt.Errorf("%s is damaged (%w): %s", statePath, err, restoreHint)
	}
	if s.APIVersion != record.APIVersion || s.Kind != stateKind {
		return nil, nil, fmt.Errorf("%s is damaged (apiVersion %q, kind %q): %s", statePath, s.APIVersion, s.Kind, restoreHint)
	}
	files, err := sections(txtar.Parse(archive))
	if err != nil {
		return nil, nil, fmt.Errorf("%s is damaged (%w): %s", basePath, err, restoreHint)
	}
	base := tree.Tree{}
	for _, f := range s.Files {
		data, ok := files[f.Path]
		if !ok {
			return nil, nil, fmt.Errorf("%s is damaged (it lacks %s, which %s lists): %s", basePath, f.Path, statePath, restoreHint)
		}
		if err := pack.CheckPath(f.Path); err != nil {
			return nil, nil, fmt.Errorf("%s is damaged (%w): %s", statePath, err, restoreHint)
		}
		content, err := decode(data, f.Encoding)
		if err != nil {
			return nil, nil, fmt.Errorf("%s is damaged (%s: %w): %s", basePath, f.Path, err, restoreHint)
		}
		if !isRendered(content, f.Digest) {
			return nil, nil, fmt.Errorf("%s is damaged (%s is not what was rendered): %s", basePath, f.Path, restoreHint)
		}
		base[f.Path] = tree.File{Content: content, Executable: f.Executable}
		delete(files, f.Path)
	}
	for name := range files {
		return nil, nil, fmt.Errorf("%s is damaged (it holds %s, which %s does not list): %s", basePath, name, statePath, restoreHint)
	}
	return &s, base, nil
}

// isRendered compares content with the digest of what was rendered; a base that
// a checkout has given CRLF is no damage.
func isRendered(content []byte, want string) bool {
	return digest(content) == want || digest(bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))) == want
}

// restoreHint ends every message about damage below .svc.
const restoreHint = "bring " + Dir + " back from version control: 'git log -- " + Dir + "' lists its versions, 'git checkout COMMIT -- " + Dir + "' restores one"

// SameState tells whether a state and base are those an operation would write.
func SameState(s *State, base tree.Tree, op *Operation) bool {
	if len(base) != len(op.Template) || !slices.Equal(s.Unproven, op.Unproven) {
		return false
	}
	for _, f := range s.Files {
		file, ok := op.Template[f.Path]
		if !ok || !file.Equal(base[f.Path]) || f.Policy != op.Policies[f.Path] {
			return false
		}
	}
	// Parameters are the same when they read the same, whatever their types.
	was, errWas := yaml.Marshal(s.Rendered)
	is, errIs := yaml.Marshal(op.Rendered)
	return errWas == nil && errIs == nil && bytes.Equal(was, is)
}
