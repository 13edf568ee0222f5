package pack

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Mistake is one in a pack, and where it is.
type Mistake struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"` // 0: of the whole file
	Text string `json:"text"`
}

func (m Mistake) String() string {
	if m.Line == 0 {
		return m.File + ": " + m.Text
	}
	return fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.Text)
}

// InvalidError is returned for a pack with mistakes. Its message is about the
// first of them.
type InvalidError struct{ Mistakes []Mistake }

func (e *InvalidError) Error() string {
	first := e.Mistakes[0].String()
	switch n := len(e.Mistakes) - 1; {
	case n == 1:
		return first + " (and one more mistake: 'kubectl svc pack lint' names all)"
	case n > 1:
		return fmt.Sprintf("%s (and %d more mistakes: 'kubectl svc pack lint' names all)", first, n)
	}
	return first
}

// SyntaxError is returned for a file of a pack that is no YAML, or holds
// unknown fields.
type SyntaxError struct {
	File string
	Err  error
}

func (e *SyntaxError) Error() string { return e.File + ": " + e.Err.Error() }

func (e *SyntaxError) Unwrap() error { return e.Err }

// Mistakes takes an error about a pack apart.
func Mistakes(err error) []Mistake {
	var several *InvalidError
	var syntax *SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &several):
		return several.Mistakes
	case errors.As(err, &syntax):
		return syntax.mistakes()
	}
	return []Mistake{{File: FileName, Text: err.Error()}}
}

// invalid is an error about mistakes; nil where there are none.
func invalid(found []Mistake) error {
	if len(found) == 0 {
		return nil
	}
	return &InvalidError{Mistakes: found}
}

// maxMistakes is how many are told of.
const maxMistakes = 100

// mistakes collects those of a manifest.
type mistakes struct {
	raw   []byte
	doc   *yaml.Node
	found []Mistake
}

// add notes a mistake at a place: the keys and indexes that lead to it.
func (m *mistakes) add(at []any, format string, args ...any) {
	if len(m.found) < maxMistakes {
		m.found = append(m.found, Mistake{File: FileName, Line: m.line(at), Text: fmt.Sprintf(format, args...)})
	}
}

// at is a place in a manifest's spec.
func at(keys ...any) []any { return append([]any{"spec"}, keys...) }

// line is where a place begins, or what is nearest to it.
func (m *mistakes) line(at []any) int {
	if m.doc == nil {
		m.doc = &yaml.Node{}
		if yaml.Unmarshal(m.raw, m.doc) != nil || len(m.doc.Content) == 0 {
			return 0
		}
	}
	if len(m.doc.Content) == 0 {
		return 0
	}
	node, line := m.doc.Content[0], 1
	for _, step := range at {
		switch step := step.(type) {
		case int:
			if node.Kind != yaml.SequenceNode || step >= len(node.Content) {
				return line
			}
			node = node.Content[step]
			line = node.Line
		case string:
			i := slices.IndexFunc(node.Content, func(n *yaml.Node) bool { return n.Value == step })
			if node.Kind != yaml.MappingNode || i < 0 || i+1 >= len(node.Content) {
				return line
			}
			line, node = node.Content[i].Line, node.Content[i+1]
		}
	}
	return line
}

var saidLine = regexp.MustCompile(`^line (\d+): (.*)$`)

// mistakes are those that the error lists with their lines.
func (e *SyntaxError) mistakes() []Mistake {
	var found []Mistake
	for _, part := range strings.Split(e.Err.Error(), "; ") {
		m := saidLine.FindStringSubmatch(part)
		switch {
		case m != nil:
			line, _ := strconv.Atoi(m[1])
			found = append(found, Mistake{File: e.File, Line: line, Text: m[2]})
		case len(found) > 0:
			found[len(found)-1].Text += "; " + part
		default:
			found = append(found, Mistake{File: e.File, Text: part})
		}
	}
	return found
}
