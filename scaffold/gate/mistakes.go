package gate

import (
	"errors"
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/strictyaml"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// mistakes collects what is wrong with the gates of one file.
type mistakes struct {
	gates []int // their place in the file
	errs  []error
}

func (m *mistakes) add(gate int, err error) {
	m.gates, m.errs = append(m.gates, gate), append(m.errs, err)
}

// of is an error that names the lines in the file; nil where nothing is wrong.
func (m *mistakes) of(file []byte) error {
	if len(m.errs) == 0 {
		return nil
	}
	at, err := locate(file)
	if err != nil {
		return err
	}
	invalid := &pack.InvalidError{}
	for n, err := range m.errs {
		invalid.Mistakes = append(invalid.Mistakes, pack.Mistake{File: FileName, Line: at.line(m.gates[n], err), Text: err.Error()})
	}
	return invalid
}

// lines are where the gates of a file, and their fields, begin.
type lines []map[string]int

// locate finds the line of every gate and of every field in it.
func locate(data []byte) (lines, error) {
	var doc struct {
		Spec struct {
			Gates []yaml.Node `yaml:"gates"`
		} `yaml:"spec"`
	}
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, strictyaml.OneLine(err, data))
	}
	out := make(lines, len(doc.Spec.Gates))
	for i, n := range doc.Spec.Gates {
		out[i] = map[string]int{"": n.Line}
		for j := 0; j+1 < len(n.Content); j += 2 {
			out[i][n.Content[j].Value] = n.Content[j].Line
		}
	}
	return out, nil
}

// line is where the mistake in gate i is.
func (l lines) line(i int, err error) int {
	var field *fieldError
	if errors.As(err, &field) {
		if line, ok := l[i][field.field]; ok {
			return line
		}
	}
	return l[i][""]
}
