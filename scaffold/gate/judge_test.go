package gate_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
)

// covered is a service whose coverage is known.
var covered = fstest.MapFS{"reports/lcov.info": {Data: []byte("LF:4\nLH:3\n")}}

func TestVerdicts(t *testing.T) {
	cases := []struct {
		name, expression string
		files            fstest.MapFS
		verdict          gate.Verdict
		evidence         string
	}{
		{"true passes", "repo.coverage.percent == 75.0", covered, gate.Pass, "seen"},
		{"false fails", "repo.coverage.percent > 75.0", covered, gate.Fail, "seen"},
		{"a fact that cannot be told", "repo.coverage.percent > 75.0", nil, gate.Unknown, "repo.coverage is not known: there is no reports/coverage.out or reports/lcov.info"},
		{"two of them", "repo.coverage.percent > 1.0 && repo.load.commit != ''", nil, gate.Unknown, "repo.coverage is not known: there is no reports/coverage.out or reports/lcov.info; repo.load is not known"},
		{"what is known decides", "parameters.owner == 'team-a' || repo.coverage.percent > 75.0", nil, gate.Pass, "seen"},
		{"what is known decides against", "parameters.owner == '' && repo.coverage.percent > 75.0", nil, gate.Fail, "seen"},
		{"an expression that fails", "[1, 2][parameters.limit] == 1", nil, gate.Unknown, "index out of bounds"},
		{"the record's values", "name == 'orders' && stage == 'tree' && language == 'go' && platform == ['mesh'] && parameters.limit == 3", nil, gate.Pass, "seen"},
		{"the clock", "now.getFullYear() == 2026", nil, gate.Pass, "seen"},
		{"stages on the way", "stageAtLeast('seed') && stageAtLeast('tree') && !stageAtLeast('forest')", nil, gate.Pass, "seen"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g := verdict(t, load(t, oneGate("TST-01", "expression: "+quoted(c.expression))), subject(c.files))
			assert.Equal(t, c.verdict, g.Verdict, g.Evidence)
			assert.Contains(t, g.Evidence, c.evidence)
		})
	}
}

// TestEvidenceThatIsNotKnown: a verdict that is clear without a fact is shown by
// what keeps its evidence from being.
func TestEvidenceThatIsNotKnown(t *testing.T) {
	for name, evidence := range map[string]string{
		"a fact that cannot be told": "string(repo.coverage.percent)",
		"an index out of bounds":     "string([1, 2][parameters.limit])",
	} {
		g := verdict(t, load(t, oneGate("TST-01", "expression: parameters.owner == ''", "evidence: "+quoted(evidence))), subject(nil))
		assert.Equal(t, gate.Fail, g.Verdict, name)
		assert.Contains(t, g.Evidence, "what was seen cannot be told: ", name)
		assert.Empty(t, g.Unknown, name)
	}
	g := verdict(t, load(t, oneGate("TST-01", "evidence: string(repo.coverage.percent)")), subject(nil))
	assert.Equal(t, gate.Pass, g.Verdict)
	assert.Equal(t, "what was seen cannot be told: repo.coverage is not known: there is no reports/coverage.out or reports/lcov.info", g.Evidence)
}

func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }

func TestVariables(t *testing.T) {
	s := load(t, oneGate("TST-01",
		"variables:\n  - {name: percent, expression: repo.coverage.percent}\n  - {name: half, expression: variables.percent / 2.0}",
		"expression: variables.half > 30.0", "evidence: string(variables.half)"))
	g := verdict(t, s, subject(covered))
	assert.Equal(t, gate.Pass, g.Verdict)
	assert.Equal(t, "37.5", g.Evidence)
	g = verdict(t, s, subject(nil))
	assert.Equal(t, gate.Unknown, g.Verdict)
	assert.Equal(t, []string{"repo.coverage"}, g.Unknown)
}

// TestAFactIsComputedOnce: a file is read for the first gate that asks, and
// not again.
func TestAFactIsComputedOnce(t *testing.T) {
	s := load(t, oneGate("TST-01", "expression: repo.coverage.percent > 0.0"), oneGate("TST-02", "expression: repo.coverage.percent > 0.0"))
	who := subject(fstest.MapFS{"reports/lcov.info": {Data: []byte("LF:4\nLH:3\n")}})
	_, err := who.Facts.Value(t.Context(), "repo.coverage")
	require.NoError(t, err)
	r, err := s.Judge(t.Context(), who, "tree", s.Holding("tree"))
	require.NoError(t, err)
	assert.Len(t, r.Gates, 2)
	for _, g := range r.Gates {
		assert.Equal(t, gate.Pass, g.Verdict)
	}
}

func TestWhen(t *testing.T) {
	s := load(t, oneGate("TST-01", "when: \"'mesh' in platform\"", "expression: 'false'"))
	who := subject(nil)
	assert.Equal(t, gate.Fail, verdict(t, s, who).Verdict)
	who.Platform = nil
	r, err := s.Judge(t.Context(), who, "tree", s.Holding("tree"))
	require.NoError(t, err)
	assert.Empty(t, r.Gates, "a gate that does not apply is not listed")

	s = load(t, oneGate("TST-01", "when: repo.coverage.percent > 50.0", "expression: 'true'"))
	g := verdict(t, s, subject(nil))
	assert.Equal(t, gate.Unknown, g.Verdict, "where it cannot be told whether a gate applies, it is not passed over")
	assert.Equal(t, []string{"repo.coverage"}, g.Unknown)
}

func TestRequiredOn(t *testing.T) {
	s := load(t, oneGate("TST-01", "requiredOn: mesh", "expression: 'false'"))
	who := subject(nil)
	assert.Equal(t, gate.Required, verdict(t, s, who).Severity)
	who.Platform = nil
	assert.Equal(t, gate.Advisory, verdict(t, s, who).Severity, "the record does not declare the platform")
}

// kustomized is a service with overlays.
func kustomized(names ...string) fstest.MapFS {
	files := fstest.MapFS{
		"deploy/base/kustomization.yaml": {Data: []byte("resources: [pod.yaml]\n")},
		"deploy/base/pod.yaml":           {Data: []byte("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: a/b:v1}]}\n")},
	}
	for _, name := range names {
		files["deploy/overlays/"+name+"/kustomization.yaml"] = &fstest.MapFile{Data: []byte("resources: [../../base]\n")}
	}
	return files
}

func TestEachOverlay(t *testing.T) {
	s := load(t, oneGate("MAN-01", "each: overlays", "needs: [manifests]", "expression: overlay.name != 'prod' || overlay.images.all(i, i.digest)",
		"evidence: overlay.images.map(i, i.image).join(',')"))
	g := verdict(t, s, subject(kustomized("dev", "prod")))
	assert.Equal(t, gate.Fail, g.Verdict)
	assert.Equal(t, "prod: a/b:v1", g.Evidence, "the evidence is that of the overlay that fails")

	g = verdict(t, s, subject(kustomized("dev", "stage")))
	assert.Equal(t, gate.Pass, g.Verdict)
	assert.Equal(t, "dev, stage: a/b:v1", g.Evidence)

	broken := kustomized("dev")
	delete(broken, "deploy/base/pod.yaml")
	g = verdict(t, s, subject(broken))
	assert.Equal(t, gate.Pass, g.Verdict, "the name decides without the objects")

	broken = kustomized("dev", "prod", "stage")
	broken["deploy/overlays/stage/kustomization.yaml"] = &fstest.MapFile{Data: []byte("resources: [gone.yaml]\n")}
	mixed := load(t, oneGate("MAN-01", "each: overlays", "needs: [manifests]", "expression: overlay.name == 'dev' || overlay.images.all(i, i.digest)",
		"evidence: overlay.images.map(i, i.image).join(',')"))
	g = verdict(t, mixed, subject(broken))
	assert.Equal(t, gate.Fail, g.Verdict, "that one overlay cannot be built hides no failure of another")
	assert.Equal(t, "prod: a/b:v1", g.Evidence)

	g = verdict(t, s, subject(fstest.MapFS{}))
	assert.Equal(t, gate.Unknown, g.Verdict)
	assert.Equal(t, "there is no overlay to look at", g.Evidence)
}

func TestObjectsAreThereForOwnGates(t *testing.T) {
	s := load(t, oneGate("MAN-01", "each: overlays", "needs: [manifests]",
		"expression: overlay.objects.all(o, o.kind != 'Pod' || o.spec.containers.all(c, c.image.startsWith('a/')))"))
	assert.Equal(t, gate.Pass, verdict(t, s, subject(kustomized("dev"))).Verdict)
}

func TestEvidenceIsSafeToShow(t *testing.T) {
	files := fstest.MapFS{".github/CODEOWNERS": {Data: []byte("* @evil\x1b[31m\u202e" + strings.Repeat("x", 5000) + "\n")}}
	g := verdict(t, load(t, oneGate("OWN-01", "evidence: repo.codeowners.owners[0]")), subject(files))
	assert.NotContains(t, g.Evidence, "\x1b")
	assert.NotContains(t, g.Evidence, "\u202e")
	assert.Less(t, len(g.Evidence), 1000)
}

func TestOffline(t *testing.T) {
	s := load(t, oneGate("LIV-01", "needs: [live]", "expression: 'false'"), oneGate("TST-01"))
	who := subject(nil)
	who.Offline = true
	r, err := s.Judge(t.Context(), who, "tree", s.Holding("tree"))
	require.NoError(t, err)
	assert.Equal(t, gate.Skipped, r.Gates[0].Verdict)
	assert.Equal(t, []string{"LIV-01"}, r.Skipped())
	assert.Empty(t, r.Blocking(), "what is not looked at does not block, and is said")
	assert.Equal(t, gate.Pass, r.Gates[1].Verdict)
}

func TestBlocks(t *testing.T) {
	for verdict, blocks := range map[gate.Verdict]bool{gate.Pass: false, gate.Fail: true, gate.Unknown: true, gate.Waived: false, gate.Skipped: false} {
		assert.Equal(t, blocks, gate.Judged{Verdict: verdict, Severity: gate.Required}.Blocks(), verdict)
		assert.False(t, gate.Judged{Verdict: verdict, Severity: gate.Advisory}.Blocks(), verdict)
	}
}

func TestWaivers(t *testing.T) {
	s := load(t, oneGate("TST-01", "expression: 'false'"))
	cases := []struct {
		name, gate, expires string
		verdict             gate.Verdict
		evidence            string
	}{
		{"on its last day", "TST-01", "2026-11-26", gate.Waived, "waived by team-a until 2026-11-26: because (seen)"},
		{"on the day after", "TST-01", "2026-11-25", gate.Fail, "seen; the waiver expired on 2026-11-25"},
		{"of another gate", "TST-02", "2026-12-31", gate.Fail, "seen"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			who := subject(nil)
			who.Waivers = []gate.Waiver{{Gate: c.gate, Reason: "because", Owner: "team-a", Expires: c.expires}}
			g := verdict(t, s, who)
			assert.Equal(t, c.verdict, g.Verdict)
			assert.Equal(t, c.evidence, g.Evidence)
		})
	}
	assert.ErrorContains(t, s.CheckWaivers([]gate.Waiver{{Gate: "NO-01", Expires: "2027-01-01"}}), `there is no gate "NO-01"`)
	assert.ErrorContains(t, s.CheckWaivers([]gate.Waiver{{Gate: "TST-01", Expires: "soon"}}), `"soon" is no date`)
	assert.NoError(t, s.CheckWaivers([]gate.Waiver{{Gate: "TST-01", Expires: "2020-01-01"}}), "an expired one covers nothing and is no mistake")
}

func TestSelection(t *testing.T) {
	s := load(t,
		oneGate("AAA-01", "stages: {seed: {hold: advisory}, forest: {hold: required}}"),
		oneGate("BBB-01", "stages: {tree: {enter: required}}"),
		oneGate("CCC-01", "stages: {tree: {enter: advisory}, forest: {enter: required}}"))
	said := func(selected []gate.Selected) string {
		var out []string
		for _, x := range selected {
			out = append(out, x.Gate.ID+" "+string(x.Severity))
		}
		return strings.Join(out, ", ")
	}
	assert.Equal(t, "AAA-01 advisory", said(s.Holding("tree")), "what a stage asks for, later ones do, too")
	assert.Equal(t, "AAA-01 required", said(s.Holding("forest")), "unless they say otherwise")
	assert.Equal(t, "BBB-01 required, CCC-01 advisory", said(s.Entering("seed", "tree")))
	assert.Equal(t, "BBB-01 required, CCC-01 required", said(s.Entering("seed", "forest")), "all stages on the way ask")
	assert.Equal(t, "CCC-01 required", said(s.Entering("tree", "forest")))
	assert.Empty(t, s.Entering("forest", "forest"))
}

func TestJudgingStopsWhenAskedTo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := load(t, oneGate("TST-01", "expression: repo.coverage.percent > 1.0"))
	_, err := s.Judge(ctx, subject(covered), "tree", s.Holding("tree"))
	assert.ErrorIs(t, err, context.Canceled)
}

// TestRunIsBounded: what the estimate lets through is stopped when the values
// turn out to be larger than it took them to be.
func TestRunIsBounded(t *testing.T) {
	var rules strings.Builder
	rules.WriteString("groups:\n  - rules:\n")
	for range 3000 {
		rules.WriteString("      - {alert: A, expr: x}\n")
	}
	s := load(t, oneGate("OWN-02", "expression: repo.alerts.all(a, repo.alerts.all(b, a.name == b.name))"))
	g := verdict(t, s, subject(fstest.MapFS{"monitoring/rules.yaml": {Data: []byte(rules.String())}}))
	assert.Equal(t, gate.Unknown, g.Verdict)
	assert.Contains(t, g.Evidence, "cost limit")
}
