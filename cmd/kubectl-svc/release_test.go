package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// releaseBuild is what .goreleaser.yaml says of how the plugin is built.
type releaseBuild struct {
	Main    string
	Env     []string
	Flags   []string
	Ldflags []string
	Goos    []string
	Goarch  []string
}

func readRelease(t *testing.T) releaseBuild {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", ".goreleaser.yaml"))
	require.NoError(t, err)
	var config struct{ Builds []releaseBuild }
	require.NoError(t, yaml.Unmarshal(data, &config))
	require.Len(t, config.Builds, 1)
	return config.Builds[0]
}

// TestReleaseIsReproducible: the same sources in another folder make the same
// bytes, with the flags of a release. make test-all compares whole releases.
func TestReleaseIsReproducible(t *testing.T) {
	release := readRelease(t)
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	elsewhere := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "cmd", "plugin", "scaffold", "templates"} {
		out, err := exec.Command("cp", "-R", filepath.Join(root, name), elsewhere).CombinedOutput()
		require.NoError(t, err, string(out))
	}
	build := func(dir string) []byte {
		binary := filepath.Join(t.TempDir(), "kubectl-svc")
		args := append([]string{"build", "-ldflags", strings.ReplaceAll(release.Ldflags[0], "{{ .Version }}", "1.2.3"), "-o", binary}, release.Flags...)
		cmd := exec.Command("go", append(args, release.Main)...)
		cmd.Dir, cmd.Env = dir, append(append(os.Environ(), "GOWORK=off", "GOFLAGS="), release.Env...)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		data, err := os.ReadFile(binary)
		require.NoError(t, err)
		out, err = exec.Command(binary, "version").Output()
		require.NoError(t, err)
		assert.Contains(t, string(out), "kubectl svc v1.2.3 ", "the linker sets the version")
		return data
	}
	here, there := build(root), build(elsewhere)
	assert.True(t, bytes.Equal(here, there), "other bytes from another folder")
	assert.False(t, bytes.Contains(here, []byte(root)), "the binary holds the path it was built in")
}

// TestReleaseVersionsOfTools: the workflow makes a release with the goreleaser
// that makes it here.
func TestReleaseVersionsOfTools(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(makefile), "\nGORELEASER_VERSION := ")
	require.True(t, found)
	version, _, _ := strings.Cut(rest, "\n")
	workflow, err := os.ReadFile(filepath.Join("..", "..", ".github", "workflows", "release.yaml"))
	require.NoError(t, err)
	assert.Contains(t, string(workflow), "version: "+version+"\n")
}

// TestWorkflows holds the project's own workflows against actionlint.
func TestWorkflows(t *testing.T) {
	path := testtool.Path(t, "actionlint")
	workflows, err := filepath.Glob(filepath.Join("..", "..", ".github", "workflows", "*"))
	require.NoError(t, err)
	require.NotEmpty(t, workflows)
	out, err := exec.Command(path, workflows...).CombinedOutput()
	assert.NoError(t, err, string(out))
}
