package structure

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
)

// blend merges a text of several lines, such as a file in a ConfigMap, by line.
// It does so only without a conflict: a text is one value, and one question.
func (m *merger) blend(step Step) (Step, bool) {
	base, yours, template := step.Base.value(), step.Yours.value(), step.Template.value()
	for _, n := range []*Node{base, yours, template} {
		if n == nil || n.Kind != Scalar || n.Tag != "" || !strings.Contains(strings.TrimSuffix(n.Text, "\n"), "\n") {
			return step, false
		}
	}
	if m.blendable == nil || !m.blendable(yours) {
		return step, false
	}
	sides := merge.Sides{Base: []byte(base.Text), Yours: []byte(yours.Text), Template: []byte(template.Text)}
	result := text.Merger{}.Merge(sides, merge.Labels{}, nil)
	if len(result.Conflicts) > 0 {
		return step, false
	}
	merged := &Node{Kind: Scalar, Text: string(result.Content)}
	merged.Seal()
	e := *step.Template.Entry()
	e.Value = merged
	step.Outcome = Blend
	step.Template = Only(&Node{Kind: step.Template.In.Kind, Entries: []Entry{e}, Layout: step.Template.In.Layout}, 0)
	return step, true
}
