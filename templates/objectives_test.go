package templates_test

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// TestObjectivesFollowTheRecord changes the objectives of a running service in
// its record: thresholds change in every file at once, and the rules' own tests
// still pass.
func TestObjectivesFollowTheRecord(t *testing.T) {
	t.Parallel()
	for _, stage := range standard(t).StageNames()[1:] {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			dir := newService(t, stage, "go", least(stage), standard(t).Spec.Platforms...)
			service, err := scaffold.Open(dir)
			require.NoError(t, err)
			defer service.Close()
			change := []string{"availabilityTarget=99.7", "latencyTargetMs=320"}
			proposal, err := service.Propose(t.Context(), scaffold.Request{Command: scaffold.CommandUpdate, Set: change})
			require.NoError(t, err)
			require.NoError(t, service.Write(t.Context(), proposal))

			files := filesOf(t, dir)
			assertBurnRates(t, files, 0.003)
			for path, want := range map[string]string{
				"docs/slo.md":               `99\.7 %`,
				"docs/runbook.md":           `one request in 23 fails`, // 1 / (14.4 × 0.3 %)
				"monitoring/dashboard.json": `"value": 0\.003 `,
				"test/load/load.js":         `p\(95\)<320`,
			} {
				assert.Regexp(t, want, string(files[path].Content), path)
			}
			if stage == "critical" {
				for path, want := range map[string]string{
					"docs/slo.md":                       `within 320 ms`,
					"monitoring/rules.yaml":             `le="0\.32"`,
					"monitoring/dashboard.json":         `le=\\"0\.32\\"`,
					"deploy/base/analysistemplate.yaml": `result\[0\] > 0\.0432\n(?s:.*)le="0\.32"`,
					"deploy/base/prometheusrule.yaml":   `le="0\.32"`,
				} {
					assert.Regexp(t, want, string(files[path].Content), path)
				}
			}
			// Neither number of before is left anywhere.
			old := regexp.MustCompile(map[string]string{"rapid": `99\.5|0\.072\b`, "critical": `99\.9\b|0\.0144\b`}[stage] + `|\b500 ms|le=\\?"0\.5\\?"`)
			for path, file := range files {
				assert.NotRegexp(t, old, string(file.Content), path)
			}
			servesItsRules(t, dir)
		})
	}
}

// assertBurnRates computes from the rules' thresholds the factor of the budget
// that each alert's name says.
func assertBurnRates(t *testing.T, files tree.Tree, budget float64) {
	t.Helper()
	alert := regexp.MustCompile(`- alert: AvailabilityBurn(\d+)x\n\s+expr: \|-\n((?:.*\n)*?)\s+for:`)
	threshold := regexp.MustCompile(`> ([0-9.]+)`)
	for _, path := range []string{"monitoring/rules.yaml", "deploy/base/prometheusrule.yaml"} {
		found := alert.FindAllStringSubmatch(string(files[path].Content), -1)
		require.GreaterOrEqual(t, len(found), 3, path)
		for _, burn := range found {
			factor, err := strconv.ParseFloat(burn[1], 64)
			require.NoError(t, err)
			thresholds := threshold.FindAllStringSubmatch(burn[2], -1)
			require.Len(t, thresholds, 2, "%s: long and short window", path)
			for _, text := range thresholds {
				value, err := strconv.ParseFloat(text[1], 64)
				require.NoError(t, err)
				assert.Equal(t, factor, math.Floor(value/budget+1e-9), "%s: %s", path, burn[0])
			}
		}
	}
	assert.True(t, json.Valid(files["monitoring/dashboard.json"].Content))
}
