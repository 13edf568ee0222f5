package templates_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// dockerfile runs the program in testdata/dockerfile, which knows what BuildKit
// knows.
func dockerfile(t *testing.T, args ...string) string {
	t.Helper()
	module, err := filepath.Abs(filepath.Join("..", "testdata", "dockerfile"))
	require.NoError(t, err)
	needModules(t, module)
	return command(t, module, "go", append([]string{"run", "."}, args...)...)
}

// TestDockerfileIsClean runs BuildKit's parser and linter over the Dockerfile.
func TestDockerfileIsClean(t *testing.T) {
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		for _, set := range [][]string{least(stage), settings(stage)} {
			dir := newService(t, stage, l.name, set)
			assert.Empty(t, dockerfile(t, "lint", filepath.Join(dir, "Dockerfile")))
		}
	})
	bad := filepath.Join(t.TempDir(), "Dockerfile")
	require.NoError(t, os.WriteFile(bad, []byte("from scratch as Base\nMAINTAINER me\n"), 0o644))
	assert.Contains(t, dockerfile(t, "lint", bad), "MaintainerDeprecated", "the linter finds nothing")
}

// TestDockerfileBuilds runs the build's own commands in a copy of what a
// builder is sent, and starts what they build.
func TestDockerfileBuilds(t *testing.T) {
	t.Parallel()
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		t.Parallel()
		if !l.thorough(t, stage) {
			t.Log("the last stage's is built")
			return
		}
		dir := newService(t, stage, l.name, settings(stage))
		l.prepare(t, dir) // what a builder fetches is to be had
		sent, out := t.TempDir(), t.TempDir()
		dockerfile(t, "context", dir, sent)
		var steps []struct {
			Stage, Name, Text string
			Sources           []string
		}
		require.NoError(t, json.Unmarshal([]byte(dockerfile(t, "steps", filepath.Join(dir, "Dockerfile"))), &steps))
		ran := 0
		for _, step := range steps {
			for _, source := range step.Sources {
				_, err := os.Stat(filepath.Join(sent, source))
				assert.NoError(t, err, "%s is not sent to the builder", source)
			}
			if step.Name != "RUN" {
				continue
			}
			ran++
			cmd := exec.CommandContext(t.Context(), "sh", "-c", strings.ReplaceAll(step.Text, "/out/", out+"/"))
			cmd.Dir = sent
			cmd.Env = append(slices.DeleteFunc(environment(), func(v string) bool { return strings.HasPrefix(v, "GOFLAGS=") }),
				"TARGETOS=linux", "TARGETARCH="+runtime.GOARCH, "VERSION=4.5.6")
			said, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s\n%s", step.Text, said)
		}
		assert.NotZero(t, ran)
		p := start(t, l.image(out))
		assert.Contains(t, call(t, "GET", p.admin, "/metrics").body, `version="4.5.6"`)
	})
}

// TestImageIsHardened holds what the manifests rely on: a user that is not
// root, no shell to start with, and labels that say what it is.
func TestImageIsHardened(t *testing.T) {
	eachOf(t, "", func(t *testing.T, l language) {
		dir := newService(t, "critical", l.name, settings("critical"))
		content, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
		require.NoError(t, err)
		_, final, found := strings.Cut(string(content), "\nFROM "+l.base+"\n")
		require.True(t, found)
		for _, want := range []string{
			"\nUSER 65532:65532\n", "\nENTRYPOINT " + l.entrypoint + "\n", "\nEXPOSE 8000 9090\n",
			"org.opencontainers.image.title=", "org.opencontainers.image.source=", "org.opencontainers.image.version=", "org.opencontainers.image.revision=",
		} {
			assert.Contains(t, final, want)
		}
		assert.NotContains(t, final, "RUN ")
	})
}
