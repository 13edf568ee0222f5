package gate_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// threeStages is the pack of these tests.
const threeStages = `apiVersion: kubectl-svc.dev/v1alpha1
kind: TemplatePack
metadata: {name: demo, version: 1.0.0}
spec:
  stages:
    - {name: seed, summary: an idea}
    - {name: tree, summary: grown up}
    - {name: forest, summary: others live in it}
  parameters:
    - {name: owner, type: string}
    - {name: limit, type: integer, default: 3}
`

// gatesFile begins a gates file.
const gatesFile = `apiVersion: kubectl-svc.dev/v1alpha1
kind: GateSet
spec:
  facts: v1
  gates:
`

// packWith loads a pack with a gates file.
func packWith(t *testing.T, gates string) *pack.Pack {
	t.Helper()
	p, err := pack.Load(fstest.MapFS{pack.FileName: {Data: []byte(threeStages)}, gate.FileName: {Data: []byte(gates)}})
	require.NoError(t, err)
	return p
}

// oneGate is a gate with lines of its own; what it does not say has a default.
func oneGate(id string, fields ...string) string {
	defaults := []string{"title: t", "why: w", "remedy: r", "needs: [repo]", "stages: {tree: {enter: required, hold: required}}", "expression: 'true'", `evidence: "'seen'"`}
	out := "    - id: " + id + "\n"
	for _, d := range defaults {
		key, _, _ := strings.Cut(d, ":")
		said := false
		for _, f := range fields {
			said = said || strings.HasPrefix(f, key+":")
		}
		if !said {
			out += "      " + d + "\n"
		}
	}
	for _, f := range fields {
		out += "      " + strings.ReplaceAll(f, "\n", "\n      ") + "\n"
	}
	return out
}

// load compiles gates.
func load(t *testing.T, gates ...string) *gate.Set {
	t.Helper()
	s, err := gate.Load(packWith(t, gatesFile+strings.Join(gates, "")))
	require.NoError(t, err)
	return s
}

var today = time.Date(2026, time.November, 26, 23, 0, 0, 0, time.UTC)

// subject is a service with files.
func subject(files fstest.MapFS) gate.Subject {
	return gate.Subject{
		Name: "orders", Language: "go", Platform: []string{"mesh"}, Parameters: map[string]any{"owner": "team-a", "limit": int64(3)},
		Now: today, Facts: facts.New(facts.Source{Files: files, Now: today}),
	}
}

// verdict judges the only gate there is.
func verdict(t *testing.T, s *gate.Set, who gate.Subject) gate.Judged {
	t.Helper()
	r, err := s.Judge(t.Context(), who, "tree", s.Holding("tree"))
	require.NoError(t, err)
	require.Len(t, r.Gates, 1)
	return r.Gates[0]
}
