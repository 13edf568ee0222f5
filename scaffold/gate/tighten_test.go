package gate_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// extending loads the gates of a pack that extends one with gate OWN-01.
func extending(t *testing.T, base, own string) (*gate.Set, error) {
	t.Helper()
	p, err := pack.LoadOn(fstest.MapFS{
		pack.FileName: {Data: []byte("apiVersion: kubectl-svc.dev/v1alpha1\nkind: TemplatePack\nmetadata: {name: ours, version: 1.0.0}\n" +
			"spec:\n  extends: {name: demo, version: 1.0.0}\n  stages: [{name: ripe, after: forest, summary: more}]\n")},
		gate.FileName: {Data: []byte(gatesFile + own)},
	}, func(pack.Extends) (*pack.Pack, error) { return packWith(t, gatesFile+base), nil })
	require.NoError(t, err)
	return gate.Load(p)
}

// reindent puts lines where the gates of a file stand.
func reindent(lines string) string {
	return "    " + strings.ReplaceAll(strings.TrimSuffix(lines, "\n"), "\n", "\n    ") + "\n"
}

func TestAnExtendingPackAddsGatesAndMakesThemStricter(t *testing.T) {
	base := oneGate("OWN-01", "stages: {tree: {hold: advisory}}")
	s, err := extending(t, base, oneGate("OURS-01", "stages: {ripe: {enter: required}}")+reindent("- id: OWN-01\n  stages: {tree: {enter: required}, forest: {hold: required}}\n"))
	require.NoError(t, err)
	assert.Equal(t, []string{"OWN-01", "OURS-01"}, s.IDs())
	assert.Equal(t, "demo 1.0.0", s.Origin("OWN-01").String())
	assert.Equal(t, "ours 1.0.0", s.Origin("OURS-01").String())
	own, _ := s.Gate("OWN-01")
	assert.Equal(t, gate.Weights{Enter: gate.Required, Hold: gate.Advisory}, own.Stages["tree"])
	held := func(stage string) gate.Severity { return s.Holding(stage)[0].Severity }
	assert.Equal(t, gate.Advisory, held("tree"))
	assert.Equal(t, gate.Required, held("forest"))
	assert.Equal(t, gate.Required, held("ripe"), "and so does the stage that is the pack's own")
}

func TestAnExtendingPackCannotWeakenGates(t *testing.T) {
	base := oneGate("OWN-01", "stages: {tree: {enter: required, hold: required}}")
	for name, c := range map[string]struct{ own, says string }{
		"to enter":                {"- id: OWN-01\n  stages: {tree: {enter: advisory}}\n", "tree: it would count less than in demo 1.0.0"},
		"to hold, at its stage":   {"- id: OWN-01\n  stages: {tree: {hold: advisory}}\n", "tree: it would count less"},
		"to hold, at a later one": {"- id: OWN-01\n  stages: {ripe: {hold: advisory}}\n", "ripe: it would count less"},
		"by another expression":   {"- id: OWN-01\n  expression: 'true'\n  stages: {tree: {hold: required}}\n", "only its stages can be made stricter"},
		"by a condition":          {"- id: OWN-01\n  when: 'false'\n", "only its stages can be made stricter"},
		"at a stage there is not": {"- id: OWN-01\n  stages: {bush: {hold: required}}\n", `unknown stage "bush"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := extending(t, base, reindent(c.own))
			require.Error(t, err)
			assert.Contains(t, err.Error(), c.says)
			assert.Contains(t, err.Error(), "gates.yaml:")
		})
	}
}

// All mistakes come at once.
func TestMistakesInGatesComeTogether(t *testing.T) {
	_, err := gate.Load(packWith(t, gatesFile+oneGate("OWN-01", "expression: nothing")+oneGate("OWN-02", "evidence: '1'")))
	require.Error(t, err)
	assert.Len(t, pack.Mistakes(err), 2)
}
