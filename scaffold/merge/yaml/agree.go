package yaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	yamlv3 "go.yaml.in/yaml/v3"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// agree reads a text with yaml.v3 and compares what it says with what this
// package read, so that no mistake of one reader alone gets into a result.
// Aliases are compared by name, and never expanded.
func agree(s *source, content []byte) error {
	stream := s.stream
	for i, at := range s.versions {
		if i == 0 {
			content = bytes.Clone(content)
		}
		copy(content[at:], "%YAML 1.1") // the only one it takes
	}
	decoder := yamlv3.NewDecoder(bytes.NewReader(content))
	for i := 0; ; i++ {
		var doc yamlv3.Node
		err := decoder.Decode(&doc)
		if errors.Is(err, io.EOF) {
			if i != len(stream.Entries) {
				return fmt.Errorf("%d documents, not %d", i, len(stream.Entries))
			}
			return nil
		}
		if err != nil {
			return err
		}
		if i >= len(stream.Entries) || len(doc.Content) != 1 {
			return fmt.Errorf("more than %d documents", len(stream.Entries))
		}
		if err := same(stream.Entries[i].Value, doc.Content[0]); err != nil {
			return err
		}
	}
}

func same(n *structure.Node, y *yamlv3.Node) error {
	differ := func(what string) error { return fmt.Errorf("line %d: another %s", y.Line, what) }
	if n.Tag != "" && n.Tag != y.Tag && n.Tag != y.ShortTag() {
		return differ("tag")
	}
	switch n.Kind {
	case structure.Alias:
		if y.Kind != yamlv3.AliasNode || y.Value != n.Text {
			return differ("alias")
		}
	case structure.Scalar:
		text, typed := y.Value, false
		if y.Style&(yamlv3.DoubleQuotedStyle|yamlv3.SingleQuotedStyle|yamlv3.LiteralStyle|yamlv3.FoldedStyle) == 0 {
			text, typed = resolve(text)
		}
		if y.Kind != yamlv3.ScalarNode || text != n.Text || typed != n.Plain {
			return differ("value")
		}
	case structure.Mapping:
		if y.Kind != yamlv3.MappingNode || len(y.Content) != 2*len(n.Entries) {
			return differ("mapping")
		}
		for i := range n.Entries {
			if y.Content[2*i].Kind != yamlv3.ScalarNode || y.Content[2*i].Value != n.Entries[i].Key {
				return differ("key")
			}
			if err := same(n.Entries[i].Value, y.Content[2*i+1]); err != nil {
				return err
			}
		}
	default:
		if y.Kind != yamlv3.SequenceNode || len(y.Content) != len(n.Entries) {
			return differ("list")
		}
		for i := range n.Entries {
			if err := same(n.Entries[i].Value, y.Content[i]); err != nil {
				return err
			}
		}
	}
	return nil
}
