package print

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

func file(content string) *tree.File { return &tree.File{Content: []byte(content)} }

// merged is a plan in which a file was merged line by line, one with a decision
// to hear of, and one both ways with a conflict.
func merged() *plan.Plan {
	return &plan.Plan{Stage: plan.Stages{From: "idea", To: "grown"}, Actions: []plan.Action{
		{Path: "deploy.yaml", Action: plan.Merge, Fallback: "tabs in its indentation", Format: "yaml",
			Before: file("a\nb\n"), After: file("a\nB\n"), Template: file("a\nB\n")},
		{Path: "go.mod", Action: plan.Merge, Format: "gomod", Notes: []string{"example.org/x: v1.3.0 of yours before v1.2.0"},
			Before: file("y\n"), After: file("t\n"), Template: file("t\n")},
		{Path: "hpa.yaml", Action: plan.Conflict, Fallback: "two documents of one identity", Format: "yaml", Reason: "both changed it",
			Conflicts: []merge.Conflict{{Field: "line 1"}}, Before: file("y\n"), After: file("t\n"), Template: file("t\n")},
	}}
}

func TestSummaryTellsHowAFileWasMerged(t *testing.T) {
	var out bytes.Buffer
	Plan{Name: "shop", Command: "promote", Plan: merged(), Dir: ".", Changes: true}.Summary(&out)
	assert.Contains(t, out.String(), `
Strengthened (2)
  ~ deploy.yaml  merged line by line with your edits: tabs in its indentation
  ~ go.mod       merged with your edits
                 example.org/x: v1.3.0 of yours before v1.2.0

Conflicts (1)
  ! hpa.yaml     both changed it: line 1 (merged line by line: two documents of one identity)
`)
}

func TestDiffTellsHowAFileWasMerged(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, Plan{Name: "shop", Plan: merged()}.Diff(&out))
	assert.Contains(t, out.String(), "# deploy.yaml: merged line by line: tabs in its indentation\ndiff --git a/deploy.yaml")
	assert.Contains(t, out.String(), "# go.mod: example.org/x: v1.3.0 of yours before v1.2.0\ndiff --git a/go.mod")
}
