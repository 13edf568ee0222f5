package templates_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// TestFreshServicePassesItsOwnTests runs what a developer runs in the first
// minute, and holds that none of it has anything to write.
func TestFreshServicePassesItsOwnTests(t *testing.T) {
	t.Parallel()
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		t.Parallel()
		dir := newService(t, stage, l.name, settings(stage))
		before := filesOf(t, dir)
		makes(t, dir, "build", "test")
		if l.thorough(t, stage) {
			l.lint(t, dir)
		}
		sameFiles(t, before, filesOf(t, dir))
	})
}

// TestManifestsAreComplete holds that the files that say what the code needs are
// what the language's own tools would write.
func TestManifestsAreComplete(t *testing.T) {
	t.Parallel()
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		t.Parallel()
		l.complete(t, newService(t, stage, l.name, least(stage)))
	})
}

// TestPipelineTargetsPass runs the targets that the pipeline runs and that need
// neither a registry nor a cluster.
func TestPipelineTargetsPass(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{"rapid", "critical"} {
		eachOf(t, stage, func(t *testing.T, l language) {
			t.Parallel()
			dir, targets := newService(t, stage, l.name, least(stage)), []string{"lint", "cover"}
			if stage == "critical" {
				testtool.Path(t, "gcc") // a race detector needs it
				targets = append(targets, l.stress...)
			}
			makes(t, dir, targets...)
			assert.FileExists(t, filepath.Join(dir, filepath.FromSlash(l.coverage)))
		}, func(l language) bool { return !l.thorough(t, stage) })
	}
}

// TestNoKnownVulnerabilities runs the service's own scan, where the database
// of vulnerabilities can be reached.
func TestNoKnownVulnerabilities(t *testing.T) {
	eachOf(t, "", func(t *testing.T, l language) {
		dir := newService(t, "critical", l.name, least("critical"))
		l.prepare(t, dir)
		out, err := output(t, dir, "make", "scan")
		if err != nil && strings.Contains(out, l.unknown) {
			t.Logf("not looked at, the database does not answer: %s", out)
			return
		}
		assert.NoError(t, err, out)
	})
}

// TestCoverageGateHolds lets code that no test runs into a service.
func TestCoverageGateHolds(t *testing.T) {
	eachOf(t, "", func(t *testing.T, l language) {
		dir := t.TempDir()
		profile := filepath.Join(dir, "profile")
		require.NoError(t, os.WriteFile(profile, []byte(l.profile), 0o644))
		script, err := filepath.Abs(filepath.Join("rapid", l.name, "scripts", "coverage.sh"))
		require.NoError(t, err)
		assert.Contains(t, command(t, dir, "sh", script, profile, "70"), "70.0 %")
		for _, bad := range [][]string{{profile, "71"}, {filepath.Join(dir, "none"), "1"}} {
			_, err := output(t, dir, "sh", append([]string{script}, bad...)...)
			assert.Error(t, err, "coverage.sh %s", strings.Join(bad, " "))
		}
	})
}
