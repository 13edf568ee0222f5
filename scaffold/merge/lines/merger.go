package lines

import (
	"bytes"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/splice"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
)

// Kind says what the lines of a set are.
type Kind int

// The kinds of line sets.
const (
	Ignore Kind = iota // a pattern a line, comments begin with #
	Sums               // go.sum: module, version, sum
)

// Merger merges one kind of line set.
type Merger struct {
	Kind Kind
}

var _ merge.Merger = Merger{}

// Name of the format.
func (Merger) Name() string { return "lines" }

// Merge adds to yours the lines that the template added since base, each after
// the line that precedes it there, and removes what the template removed. Only
// two sums for one version of a module are a conflict.
func (m Merger) Merge(s merge.Sides, l merge.Labels, d merge.Decide) merge.Result {
	if content, found := s.OneSided(); found {
		return merge.Result{Content: bytes.Clone(content)}
	}
	numbers := number(s.Base, s.Yours, s.Template)
	v := versions{kind: m.Kind, placed: map[int]int{}}
	v.base, v.yours, v.template = m.Kind.parse(string(s.Base), numbers), m.Kind.parse(string(s.Yours), numbers), m.Kind.parse(string(s.Template), numbers)
	v.removed = make([]bool, len(v.yours.rows)+1)
	v.compare()
	v.insert()
	result, err := splice.Apply(s.Yours, v.changes, l, d)
	if err != nil {
		return m.byText(err.Error(), s, l, d)
	}
	if v.reordered && !v.inOrder(m.Kind.parse(string(result.Content), numbers)) {
		return m.byText("the order of lines matters beside a negated pattern", s, l, d)
	}
	return result
}

func (m Merger) byText(why string, s merge.Sides, l merge.Labels, d merge.Decide) merge.Result {
	result := text.Merger{}.Merge(s, l, d)
	result.Fallback = why
	return result
}
