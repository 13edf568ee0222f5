package gate_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
)

// TestLoadRefuses: a mistake is found when the pack is loaded, and named with
// its file and line. The gate begins in line 6, and id is its first line.
func TestLoadRefuses(t *testing.T) {
	nested := "repo.alerts.all(a, "
	cases := []struct{ name, gates, says string }{
		{"a syntax error", oneGate("OWN-01", "expression: 'repo.alerts.size( > 0'"), "gates.yaml:13: OWN-01: expression: Syntax error"},
		{"a fact there is not", oneGate("OWN-01", "expression: repo.owner == 'x'"), "gates.yaml:13: OWN-01: expression: there is no repo.owner: there is repo.alerts, repo.codeowners"},
		{"a field that a fact does not have", oneGate("OWN-01", "expression: repo.coverage.percentage > 80.0"), "gates.yaml:13: OWN-01: expression: undefined field 'percentage'"},
		{"a number for a verdict", oneGate("OWN-01", "expression: repo.alerts.size()"), "gates.yaml:13: OWN-01: expression: it is int, where bool belongs"},
		{"anything for a verdict", oneGate("OWN-01", "expression: parameters.owner"), "gates.yaml:13: OWN-01: expression: it is dyn, where bool belongs"},
		{"a number for evidence", oneGate("OWN-01", "evidence: '1'"), "gates.yaml:13: OWN-01: evidence: it is int, where string belongs"},
		{"minutes of looping", oneGate("OWN-01", "expression: "+strings.Repeat(nested, 6)+"a.name == ''"+strings.Repeat(")", 6)), "gates.yaml:13: OWN-01: expression: it could run for minutes"},
		{"a variable of minutes", oneGate("OWN-01", "variables:\n  - {name: x, expression: '"+strings.Repeat(nested, 6)+"true"+strings.Repeat(")", 6)+"'}"), "gates.yaml:14: OWN-01: variables: x: it could run for minutes"},
		{"a need it does not declare", oneGate("OWN-01", "needs: [manifests]", "expression: repo.alerts.size() > 0"), "gates.yaml:13: OWN-01: expression: it uses repo.alerts, and needs does not list repo"},
		{"a fact of overlays outside of them", oneGate("OWN-01", "needs: [manifests]", "expression: overlay.images.size() > 0"), "gates.yaml:13: OWN-01: expression: there is no overlay.images.size here: every overlay has its own, so the gate needs 'each: overlays'"},
		{"a parameter that the pack lacks", oneGate("OWN-01", "expression: parameters.ownr == ''"), "gates.yaml:13: OWN-01: expression: unknown parameter ownr: pack demo 1.0.0 has owner, limit"},
		{"a stage that the pack lacks", oneGate("OWN-01", "stages: {bush: {hold: required}}"), `gates.yaml:13: OWN-01: stages: unknown stage "bush"`},
		{"such a stage in an expression", oneGate("OWN-01", "expression: stageAtLeast('bush')"), `gates.yaml:13: OWN-01: expression: unknown stage "bush"`},
		{"a severity there is not", oneGate("OWN-01", "stages: {tree: {hold: mandatory}}"), "neither required nor advisory"},
		{"a need there is not", oneGate("OWN-01", "needs: [moon]"), `gates.yaml:13: OWN-01: needs: "moon" is none of`},
		{"a condition that is no condition", oneGate("OWN-01", "when: name"), "gates.yaml:14: OWN-01: when: it is string, where bool belongs"},
		{"an id that is none", oneGate("owner"), `gates.yaml:6: owner: id: "owner" is not like OWN-01`},
		{"two of one id", oneGate("OWN-01") + oneGate("OWN-01"), "gates.yaml:14: OWN-01: id: there are two"},
		{"no remedy", oneGate("OWN-01", "remedy: ''"), "gates.yaml:13: OWN-01: remedy: it is missing"},
		{"an unknown field", oneGate("OWN-01", "severity: high"), "gates.yaml: line 14: unknown field severity"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := gate.Load(packWith(t, gatesFile+c.gates))
			require.Error(t, err)
			assert.Contains(t, err.Error(), c.says)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestLoadRefusesAnotherSchema(t *testing.T) {
	_, err := gate.Load(packWith(t, strings.Replace(gatesFile, "facts: v1", "facts: v9", 1)+oneGate("OWN-01")))
	assert.ErrorContains(t, err, `spec.facts is "v9", and this kubectl-svc knows v1`)
	_, err = gate.Load(packWith(t, strings.Replace(gatesFile, "GateSet", "Service", 1)+oneGate("OWN-01")))
	assert.ErrorContains(t, err, `kind "Service"`)
}

func TestAPackNeedsNoGates(t *testing.T) {
	p := packWith(t, "")
	p.Gates = nil
	s, err := gate.Load(p)
	require.NoError(t, err)
	assert.Empty(t, s.Holding("forest"))
}

// The built-in pack's gates are compiled where they are judged, and its tests
// look at all of them; those of any other pack when it is loaded.
func TestGatesOfTheBuiltInPackAreCompiledOnUse(t *testing.T) {
	p := packWith(t, gatesFile+oneGate("OWN-01")+oneGate("OWN-02", "expression: repo.owner == 'x'"))
	_, err := gate.Load(p)
	require.ErrorContains(t, err, "gates.yaml:21: OWN-02: expression: there is no repo.owner")
	p.BuiltIn = true

	s, err := gate.Load(p)

	require.NoError(t, err)
	require.ErrorContains(t, gate.Check(p), "gates.yaml:21: OWN-02: expression: there is no repo.owner")
	holding := s.Holding("tree")
	report, err := s.Judge(t.Context(), subject(nil), "tree", holding[:1])
	require.NoError(t, err)
	assert.Equal(t, gate.Pass, report.Gates[0].Verdict)
	_, err = s.Judge(t.Context(), subject(nil), "tree", holding)
	require.ErrorContains(t, err, "OWN-02: expression: there is no repo.owner")
}
