package yaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	yamlv3 "go.yaml.in/yaml/v3"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
)

// lines is a merge that fell back to lines.
type lines struct {
	sides  merge.Sides
	labels merge.Labels
	decide merge.Decide
	read   versions          // where they could be
	meant  *structure.Merged // the tree that was meant, where there is one
}

func (f lines) merge(reason string) merge.Result {
	r := text.Merger{}.Merge(f.sides, f.labels, f.decide)
	r.Fallback = reason
	if len(r.Conflicts) > 0 || f.sound(r.Content, len(r.Settled) > 0) {
		return r
	}
	r = f.conflict()
	r.Fallback = reason
	return r
}

// sound tells whether a clean result may be used: it says what was meant, or,
// where that is not known, it is YAML if the sides are.
func (f lines) sound(content []byte, settled bool) bool {
	if f.meant != nil && !settled {
		return f.read.meant(content, f.meant.Sum(merge.Leave)) == nil
	}
	return !valid(f.sides.Yours) || !valid(f.sides.Template) || valid(content)
}

func valid(content []byte) bool { return Merger{}.Check(content) == nil }

// Check tells whether yaml.v3 cannot read a text, or finds a key twice in it.
func (Merger) Check(content []byte) error {
	decoder := yamlv3.NewDecoder(bytes.NewReader(content))
	for {
		var doc yamlv3.Node
		err := decoder.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
		}
		if err := distinctKeys(&doc); err != nil {
			return err
		}
	}
}

func distinctKeys(n *yamlv3.Node) error {
	if n.Kind == yamlv3.MappingNode {
		seen := make(map[string]bool, len(n.Content)/2)
		for i := 0; i < len(n.Content); i += 2 {
			k := n.Content[i]
			if k.Kind == yamlv3.ScalarNode && seen[k.Value] {
				return fmt.Errorf("line %d: the key %s stands twice", k.Line, quoted(k.Value))
			}
			seen[k.Value] = true
		}
	}
	for _, c := range n.Content {
		if err := distinctKeys(c); err != nil {
			return err
		}
	}
	return nil
}

// conflict sets everything from the first to the last line that differs
// against each other.
func (f lines) conflict() merge.Result {
	y, b, t := linesOf(f.sides.Yours), linesOf(f.sides.Base), linesOf(f.sides.Template)
	head, tail := 0, 0
	same := func(i, j, k int) bool {
		return bytes.Equal(y[i], t[j]) && (f.sides.Base == nil || bytes.Equal(y[i], b[k]))
	}
	most := min(len(y), len(t))
	if f.sides.Base != nil {
		most = min(most, len(b))
	}
	for head < most && same(head, head, head) {
		head++
	}
	for tail < most-head && same(len(y)-1-tail, len(t)-1-tail, len(b)-1-tail) {
		tail++
	}
	middle := func(all [][]byte) []byte {
		if len(all) == 0 {
			return nil
		}
		return bytes.Join(all[head:len(all)-tail], nil)
	}
	before, after := bytes.Join(y[:head], nil), bytes.Join(y[len(y)-tail:], nil)
	yours, base, template := middle(y), middle(b), middle(t)
	c := merge.Conflict{Field: fmt.Sprintf("line %d", head+1), Base: plain(base), Yours: plain(yours), Template: plain(template)}
	switch f.decide.Choose(c) {
	case merge.TakeYours:
		return merge.Result{Content: bytes.Clone(f.sides.Yours), Settled: []merge.Conflict{c}}
	case merge.TakeTemplate:
		return merge.Result{Content: bytes.Clone(f.sides.Template), Settled: []merge.Conflict{c}}
	}
	r := renderer{ending: "\n"}
	if bytes.Contains(f.sides.Yours, []byte("\r\n")) {
		r.ending = "\r\n"
	}
	out := r.conflict(before, f.labels, yours, base, template)
	return merge.Result{Content: append(out, after...), Conflicts: []merge.Conflict{c}}
}

func plain(text []byte) string { return strings.ReplaceAll(string(text), "\r\n", "\n") }
