package templates_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestFreshServicePassesItsOwnTests runs what a developer runs in the first
// minute, and holds that none of it has anything to write.
func TestFreshServicePassesItsOwnTests(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		t.Parallel()
		dir := newService(t, stage, "go", settings(stage))
		before := filesOf(t, dir)
		makes(t, dir, "build", "test")
		passesItsLinters(t, dir)
		assert.FileExists(t, filepath.Join(dir, "bin", serviceName))
		sameFiles(t, before, filesOf(t, dir))
	})
}

// TestModuleFilesAreComplete holds that go.mod and go.sum are what `go mod
// tidy` would write.
func TestModuleFilesAreComplete(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		t.Parallel()
		dir := newService(t, stage, "go", least(stage))
		needModules(t, dir)
		for _, module := range []string{dir, filepath.Join(dir, "test")} {
			if _, err := os.Stat(filepath.Join(module, "go.mod")); os.IsNotExist(err) {
				continue // the stage has no tests from outside
			}
			cmd := exec.CommandContext(t.Context(), tool(t, "go"), "mod", "tidy", "-diff")
			cmd.Dir, cmd.Env = module, environment()
			diff, err := cmd.Output()
			assert.Empty(t, string(diff))
			if err != nil && len(diff) == 0 {
				without(t, "go mod tidy cannot reach the modules' own tests")
			}
		}
	})
}

// TestPipelineTargetsPass runs the targets that the pipeline runs and that need
// neither a registry nor a cluster.
func TestPipelineTargetsPass(t *testing.T) {
	for stage, targets := range map[string][]string{
		"rapid":    {"lint", "cover"},
		"critical": {"lint", "cover", "stress", "FUZZTIME=200x"},
	} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			dir := newService(t, stage, "go", least(stage))
			if stage == "critical" {
				tool(t, "gcc") // the race detector needs it
			}
			makes(t, dir, targets...)
			assert.FileExists(t, filepath.Join(dir, "reports", "coverage.out"))
		})
	}
}

// TestNoKnownVulnerabilities runs the service's own scan, where the database
// of vulnerabilities can be reached.
func TestNoKnownVulnerabilities(t *testing.T) {
	dir := newService(t, "critical", "go", least("critical"))
	needModules(t, dir)
	cmd := exec.CommandContext(t.Context(), "make", "scan")
	cmd.Dir, cmd.Env = dir, environment()
	out, err := cmd.CombinedOutput()
	if err != nil && strings.Contains(string(out), "fetching vulnerabilities") {
		t.Logf("not looked at, the database does not answer: %s", out)
		return
	}
	assert.NoError(t, err, string(out))
}

// TestCoverageGateHolds lets code that no test runs into a service.
func TestCoverageGateHolds(t *testing.T) {
	dir := t.TempDir()
	profile := filepath.Join(dir, "coverage.out")
	require.NoError(t, os.WriteFile(profile, []byte("mode: set\na.go:1.1,2.2 7 1\na.go:3.1,4.2 3 0\na.go:3.1,4.2 3 0\n"), 0o644))
	script, err := filepath.Abs("rapid/go/scripts/coverage.sh")
	require.NoError(t, err)
	assert.Contains(t, command(t, dir, "sh", script, profile, "70"), "70.0 %")
	for _, bad := range [][]string{{profile, "71"}, {filepath.Join(dir, "none"), "1"}} {
		cmd := exec.CommandContext(t.Context(), "sh", append([]string{script}, bad...)...)
		assert.Error(t, cmd.Run(), "coverage.sh %s", strings.Join(bad, " "))
	}
}

// passesItsLinters holds that gofmt and go vet have nothing to say.
func passesItsLinters(t *testing.T, dir string) {
	t.Helper()
	assert.Empty(t, command(t, dir, "gofmt", "-l", "."))
	command(t, dir, "go", "vet", "./...")
}
