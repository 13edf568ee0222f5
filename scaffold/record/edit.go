package record

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/strictyaml"
)

// Edit returns data, a record's file, changed so that it says what want says.
// Only the values that differ are touched: comments, order and layout of all
// else stay as the user has them. Where a change cannot be spliced in, the
// whole file is written anew, its comments kept.
func Edit(data []byte, want *Record) ([]byte, error) {
	have, err := Parse(data)
	if err != nil {
		return nil, err
	}
	text := data
	for _, c := range changes(have, want) {
		spliced, ok := splice(text, c.path, c.value)
		if !ok {
			return rewrite(data, have, want)
		}
		text = spliced
	}
	got, err := Parse(text)
	if err != nil || !equal(got, want) {
		return rewrite(data, have, want)
	}
	return text, nil
}

// New writes the file of a new record.
func New(r *Record) ([]byte, error) {
	params, err := blockMap(r.Spec.Parameters, 4)
	if err != nil {
		return nil, err
	}
	platform, err := flow(r.Spec.Platform)
	if err != nil {
		return nil, err
	}
	pack, err := flow(r.Spec.Pack)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# yaml-language-server: $schema=%s\n", SchemaPath)
	fmt.Fprintf(&b, "apiVersion: %s\nkind: %s\nmetadata:\n  name: %s\nspec:\n  stage: %s\n", APIVersion, Kind, r.Metadata.Name, r.Spec.Stage)
	if r.Spec.Language != "" {
		fmt.Fprintf(&b, "  language: %s\n", r.Spec.Language)
	}
	fmt.Fprintf(&b, "  pack: %s\n", pack)
	fmt.Fprintf(&b, "  platform: %s\n", platform)
	fmt.Fprintf(&b, "  parameters:%s\n", params)
	text := []byte(b.String())
	if got, err := Parse(text); err != nil {
		return nil, fmt.Errorf("writing %s: %w", FileName, err)
	} else if !equal(got, r) {
		return nil, fmt.Errorf("writing %s: a value does not survive being written as YAML", FileName)
	}
	return text, nil
}

// change is one value of the record that is to become another.
type change struct {
	path  []string
	value any
}

// changes lists what differs, in a stable order.
func changes(have, want *Record) []change {
	var out []change
	add := func(differs bool, value any, path ...string) {
		if differs {
			out = append(out, change{path, value})
		}
	}
	h, w := have.Spec, want.Spec
	add(h.Stage != w.Stage, w.Stage, "spec", "stage")
	add(h.Pack.Name != w.Pack.Name, w.Pack.Name, "spec", "pack", "name")
	add(h.Pack.Version != w.Pack.Version, w.Pack.Version, "spec", "pack", "version")
	add(h.Pack.Source != w.Pack.Source, w.Pack.Source, "spec", "pack", "source")
	add(h.Pack.Digest != w.Pack.Digest, w.Pack.Digest, "spec", "pack", "digest")
	add(!slices.Equal(h.Platform, w.Platform), w.Platform, "spec", "platform")
	names := make([]string, 0, len(w.Parameters))
	for name := range w.Parameters {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		old, had := h.Parameters[name]
		add(!had || !reflect.DeepEqual(old, w.Parameters[name]), w.Parameters[name], "spec", "parameters", name)
	}
	add(!reflect.DeepEqual(h.Waivers, w.Waivers), w.Waivers, "spec", "waivers")
	return out
}

// equal compares two records by what they say: an absent list and an empty one
// are the same.
func equal(a, b *Record) bool {
	x, errX := yaml.Marshal(a)
	y, errY := yaml.Marshal(b)
	if errX != nil || errY != nil {
		return false
	}
	norm := func(t []byte) string {
		t = bytes.ReplaceAll(t, []byte("platform: []\n"), nil)
		return string(bytes.ReplaceAll(t, []byte("parameters: {}\n"), nil))
	}
	return norm(x) == norm(y)
}

// rewrite writes the record through yaml.v3, which keeps comments but not
// blank lines or indentation.
func rewrite(data []byte, have, want *Record) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, strictyaml.OneLine(err, data))
	}
	for _, c := range changes(have, want) {
		if err := setNode(doc.Content[0], c.path, c.value); err != nil {
			return nil, fmt.Errorf("%s: setting %s: %w", FileName, strings.Join(c.path, "."), err)
		}
	}
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(&doc); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, err)
	}
	if got, err := Parse(out.Bytes()); err != nil || !equal(got, want) {
		return nil, fmt.Errorf("%s cannot be changed in place: write its values without anchors and try again", FileName)
	}
	return out.Bytes(), nil
}

// setNode sets a value in a node tree, making the maps on the way.
func setNode(n *yaml.Node, path []string, value any) error {
	if len(path) == 0 {
		var v yaml.Node
		if err := v.Encode(value); err != nil {
			return err
		}
		v.HeadComment, v.LineComment, v.FootComment = n.HeadComment, n.LineComment, n.FootComment
		*n = v
		return nil
	}
	if n.Kind != yaml.MappingNode {
		*n = yaml.Node{Kind: yaml.MappingNode}
	}
	if child := lookup(n, path[0]); child != nil {
		return setNode(child, path[1:], value)
	}
	child := &yaml.Node{Kind: yaml.MappingNode}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: path[0]}, child)
	return setNode(child, path[1:], value)
}

// lookup finds the value of a key in a mapping.
func lookup(m *yaml.Node, key string) *yaml.Node {
	_, value := entry(m, key)
	return value
}

// entry finds a key and its value in a mapping.
func entry(m *yaml.Node, key string) (keyNode, value *yaml.Node) {
	if m == nil || m.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			return m.Content[i], m.Content[i+1]
		}
	}
	return nil, nil
}

// Rebase applies what changed from old to new to current, a version of the
// record that its user has edited since old was read.
func Rebase(current, old, new []byte) ([]byte, error) {
	if bytes.Equal(current, old) {
		return new, nil
	}
	before, err := Parse(old)
	if err != nil {
		return nil, err
	}
	after, err := Parse(new)
	if err != nil {
		return nil, err
	}
	want, err := Parse(current)
	if err != nil {
		return nil, err
	}
	want.Spec.Stage = after.Spec.Stage
	want.Spec.Pack = after.Spec.Pack
	if !slices.Equal(before.Spec.Platform, after.Spec.Platform) {
		want.Spec.Platform = after.Spec.Platform
	}
	for name, value := range after.Spec.Parameters {
		if old, had := before.Spec.Parameters[name]; !had || !reflect.DeepEqual(old, value) {
			if want.Spec.Parameters == nil {
				want.Spec.Parameters = map[string]any{}
			}
			want.Spec.Parameters[name] = value
		}
	}
	return Edit(current, want)
}
