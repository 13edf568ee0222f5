package templates_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// loadSummary is reports/load-summary.json, as gates read it.
type loadSummary struct {
	Service, Stage, Commit, Profile string
	Date                            time.Time
	Thresholds                      []struct {
		Metric, Threshold string
		OK                *bool
	}
	Metrics map[string]map[string]float64
}

// TestLoadTestRuns runs the load test of each stage that has one, shortened,
// against the service: once where it holds, and once where nobody answers.
func TestLoadTestRuns(t *testing.T) {
	testtool.Path(t, "k6")
	for _, stage := range standard(t).StageNames()[1:] {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			dir := newService(t, stage, "go", append(least(stage), "peakRate=20", "latencyTargetMs=5000"))
			makes(t, dir, "build")
			commit := commitAll(t, dir)
			p := start(t, languageOf(t, dir).command(dir))
			makes(t, dir, "load", "BASE_URL=http://"+p.app, "DURATION=2s")
			summary := readSummary(t, dir)
			assert.Equal(t, serviceName, summary.Service)
			assert.Equal(t, stage, summary.Stage)
			assert.Equal(t, commit, summary.Commit)
			assert.Equal(t, "trial", summary.Profile, "a shortened run is none that a gate takes")
			assert.WithinDuration(t, time.Now(), summary.Date, time.Hour)
			assert.Positive(t, summary.Metrics["http_reqs"]["count"])
			for _, threshold := range summary.Thresholds {
				require.NotNil(t, threshold.OK)
				assert.True(t, *threshold.OK, "%s %s", threshold.Metric, threshold.Threshold)
			}

			cmd := exec.CommandContext(t.Context(), "make", "load", "BASE_URL=http://127.0.0.1:1", "DURATION=2s")
			cmd.Dir, cmd.Env = dir, environment()
			assert.Error(t, cmd.Run(), "a service that is not there passes its load test")
			missed := 0
			for _, threshold := range readSummary(t, dir).Thresholds {
				if !*threshold.OK {
					missed++
				}
			}
			assert.NotZero(t, missed)
		})
	}
}

// TestLoadTestIsWhatItsStageAsksFor reads what k6 makes of the file as it is
// generated: nothing that shortens a trial weakens it.
func TestLoadTestIsWhatItsStageAsksFor(t *testing.T) {
	type threshold = string
	for stage, want := range map[string]struct {
		executor, total string
		rate            float64
		thresholds      map[string][]threshold
		aborts          bool
	}{
		"rapid": {executor: "constant-vus", total: "1m30s", thresholds: map[string][]threshold{
			"http_req_failed": {"rate<0.01"}, "http_req_duration": {"p(95)<250"},
		}},
		"critical": {executor: "ramping-arrival-rate", total: "6m30s", rate: 400, aborts: true, thresholds: map[string][]threshold{
			"http_req_failed": {"rate<0.001"}, "http_req_duration": {"p(95)<250", "p(99)<500"}, "dropped_iterations": {"count==0"},
		}},
	} {
		t.Run(stage, func(t *testing.T) {
			dir := newService(t, stage, "go", append(least(stage), "peakRate=200", "latencyTargetMs=250"))
			var got struct {
				TotalDuration string
				Scenarios     map[string]struct {
					Executor string
					Stages   []struct{ Target float64 }
				}
				Thresholds map[string][]any
			}
			out := command(t, dir, "k6", "inspect", "--execution-requirements", "-e", "PATHS=/", "test/load/load.js")
			require.NoError(t, json.Unmarshal([]byte(out), &got))
			assert.Equal(t, want.total, got.TotalDuration, "with half a minute to end gracefully")
			require.Len(t, got.Scenarios, 1)
			for _, scenario := range got.Scenarios {
				assert.Equal(t, want.executor, scenario.Executor)
				if want.rate > 0 {
					assert.Equal(t, want.rate, scenario.Stages[len(scenario.Stages)-1].Target, "twice the peak")
				}
			}
			require.Len(t, got.Thresholds, len(want.thresholds))
			for metric, thresholds := range want.thresholds {
				var have []threshold
				for _, one := range got.Thresholds[metric] {
					switch one := one.(type) {
					case string:
						assert.False(t, want.aborts, "%s does not end the run", metric)
						have = append(have, one)
					case map[string]any:
						assert.Equal(t, want.aborts, one["abortOnFail"])
						have = append(have, one["threshold"].(string))
					}
				}
				assert.Equal(t, thresholds, have, metric)
			}
		})
	}
}

func readSummary(t *testing.T, dir string) loadSummary {
	t.Helper()
	var summary loadSummary
	content, err := os.ReadFile(filepath.Join(dir, "reports", "load-summary.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &summary))
	return summary
}

// commitAll makes a repository of a service, and returns its one commit.
func commitAll(t *testing.T, dir string) string {
	t.Helper()
	git := func(args ...string) string {
		return command(t, dir, "git", append([]string{"-c", "user.name=x", "-c", "user.email=x@checkout.internal"}, args...)...)
	}
	git("init", "--quiet")
	git("add", "--all")
	git("commit", "--quiet", "--message", "the service")
	commit := git("rev-parse", "HEAD")
	return commit[:len(commit)-1]
}
