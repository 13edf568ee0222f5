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

// Rendered is every input of the last render. In the file a service's name and
// language, which stay, keep those apart that change, so that git can merge
// them.
type Rendered struct {
	Platform []string `yaml:"platform"`
	Name     string   `yaml:"name"`
	Stage    string   `yaml:"stage"`
	Language string   `yaml:"language"`
	// Path is the service's folder in its git repository, as services/orders;
	// empty where that is the repository's root, or there is none.
	Path       string         `yaml:"path,omitempty"`
	Parameters map[string]any `yaml:"parameters"`
	Pack       record.PackRef `yaml:"pack"`
	// Extends are the packs that Pack builds on, by name and version, the
	// nearest first.
	Extends []string `yaml:"extends,omitempty"`
}

// FileState is what the state knows of one file of the base.
type FileState struct {
	Path string `yaml:"path"`
	// At is repository where Path is below the root of the repository the
	// service lies in, and not below the service's own.
	At         pack.Place  `yaml:"at,omitempty"`
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
		name, at := below(path)
		a.Files = append(a.Files, txtar.File{Name: name, Data: data})
		s.Files = append(s.Files, FileState{Path: name, At: at, Policy: policy(path), Executable: f.Executable, Encoding: encoding, Digest: digest(f.Content)})
	}
	var out bytes.Buffer
	out.WriteString(stateHeader)
	text, err := encodeYAML(s)
	if err != nil {
		return nil, nil, fmt.Errorf("writing %s: %w", statePath, err)
	}
	out.Write(text)
	return out.Bytes(), txtar.Format(&a), nil
}

// encodeYAML writes a state so that git can merge two of them: a line a file,
// nothing on a line of its own where values may be added, and lines that never
// change between those that do.
func encodeYAML(s State) ([]byte, error) {
	var n yaml.Node
	if err := n.Encode(s); err != nil {
		return nil, err
	}
	eachValue(&n, func(key string, value *yaml.Node) {
		switch key {
		case "files":
			for _, file := range value.Content {
				file.Style = yaml.FlowStyle
			}
		case "rendered":
			eachValue(value, func(_ string, input *yaml.Node) {
				if input.Kind != yaml.ScalarNode && len(input.Content) == 0 {
					*input = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
				}
			})
		}
	})
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	err := enc.Encode(&n)
	return out.Bytes(), err
}

func eachValue(mapping *yaml.Node, f func(key string, value *yaml.Node)) {
	for i := 1; i < len(mapping.Content); i += 2 {
		f(mapping.Content[i-1].Value, mapping.Content[i])
	}
}

// below is a path as the state holds it, which does not change when the service
// is moved within its repository.
func below(path string) (string, pack.Place) {
	if rest, outside := pack.Below(path); outside {
		return rest, pack.AtRepository
	}
	return path, ""
}

// Placed is the file's path as seen from the service, up being the way from
// there to the root of its repository.
func (f FileState) Placed(up string) string {
	if f.At == pack.AtRepository {
		return up + f.Path
	}
	return f.Path
}

// check refuses a file that a pack could not have written.
func (f FileState) check(service string) error {
	if f.At != "" && f.At != pack.AtRepository {
		return fmt.Errorf("%s is at %q, which is no place", f.Path, f.At)
	}
	if err := pack.CheckPath(f.Path); err != nil || f.At == "" {
		return err
	}
	return pack.CheckPlaced(f.Placed("../"), service)
}

// decodeState reads the state and the base, which must belong together. The
// base is as seen from where the service is now: up leads to the root of its
// repository.
func decodeState(state, archive []byte, up string) (*State, tree.Tree, error) {
	var s State
	head, listed := filesAsWritten(state)
	if err := strictyaml.Decode(head, &s); err != nil {
		return nil, nil, damaged(statePath, "%v", err)
	}
	if s.APIVersion != record.APIVersion || s.Kind != stateKind {
		return nil, nil, damaged(statePath, "apiVersion %q, kind %q", s.APIVersion, s.Kind)
	}
	if err := record.ValidateName(s.Rendered.Name); err != nil {
		return nil, nil, damaged(statePath, "rendered.name: %v", err)
	}
	s.Files = append(s.Files, listed...)
	files, err := parse(archive)
	if err != nil {
		return nil, nil, damaged(basePath, "%v", err)
	}
	base := make(tree.Tree, len(s.Files))
	for _, f := range s.Files {
		if _, twice := base[f.Placed(up)]; twice {
			return nil, nil, damaged(statePath, "it lists %s twice, as after two changes of it were merged in git", f.Path)
		}
		data, ok := files[f.Path]
		if !ok {
			return nil, nil, damaged(basePath, "it lacks %s, which %s lists", f.Path, statePath)
		}
		if err := f.check(s.Rendered.Name); err != nil {
			return nil, nil, damaged(statePath, "%v", err)
		}
		content, err := decode(data, f.Encoding)
		if err != nil {
			return nil, nil, damaged(basePath, "%s: %v", f.Path, err)
		}
		base[f.Placed(up)] = tree.File{Content: content, Executable: f.Executable}
	}
	for _, f := range s.Files {
		if !isRendered(base[f.Placed(up)].Content, f.Digest) {
			return nil, nil, damaged(basePath, "%s is not what was rendered", f.Path)
		}
		delete(files, f.Path)
	}
	for name := range files {
		return nil, nil, damaged(basePath, "it holds %s, which %s does not list", name, statePath)
	}
	return &s, base, nil
}

// isRendered compares content with the digest of what was rendered; a base that
// a checkout has given CRLF is no damage.
func isRendered(content []byte, want string) bool {
	return hasDigest(content, want) || hasDigest(bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")), want)
}

// SameState tells whether a state and base are those an operation would write.
func SameState(s *State, base tree.Tree, op *Operation) bool {
	if len(base) != len(op.Template) || !slices.Equal(s.Unproven, op.Unproven) {
		return false
	}
	up := pack.Up(op.Rendered.Path)
	for _, f := range s.Files {
		path := f.Placed(up)
		file, ok := op.Template[path]
		if !ok || !file.Equal(base[path]) || f.Policy != op.Policies[path] {
			return false
		}
	}
	// Parameters are the same when they read the same, whatever their types.
	was, errWas := yaml.Marshal(s.Rendered)
	is, errIs := yaml.Marshal(op.Rendered)
	return errWas == nil && errIs == nil && bytes.Equal(was, is)
}
