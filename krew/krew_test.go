//go:build unix

package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// TestKrew walks the way of a user with a real krew, and no network but a file
// server on this machine: install from a manifest and its archive, upgrade from
// an index that had an older version, uninstall; and each platform resolves.
//
// The archives are those of KUBECTL_SVC_DIST, where 'make release-snapshot'
// left them. Without it only this platform's is real: the binary for the others
// is a file of no meaning, which krew does not run.
func TestKrew(t *testing.T) {
	k := newKrew(t)
	older := k.release(t, "v0.0.0") // a snapshot comes before v0.0.1
	dist := os.Getenv("KUBECTL_SVC_DIST")
	if dist == "" {
		dist = k.release(t, "v0.1.0")
	}
	indexes := t.TempDir()
	server := httptest.NewServer(http.FileServerFS(folders{os.DirFS(older), os.DirFS(dist), os.DirFS(indexes)}))
	defer server.Close()
	was, is := k.manifest(t, older, server.URL), k.manifest(t, dist, server.URL)
	version := versionOf(t, is)

	// krew's own judge, which also installs it for each platform.
	k.run(t, "validate-krew-manifest", "-manifest", is)

	host := runtime.GOOS + "_" + runtime.GOARCH
	k.run(t, "kubectl", "krew", "install", "--manifest="+is, "--archive="+filepath.Join(dist, "kubectl-svc_"+version+"_"+host+".tar.gz"))
	assert.Contains(t, k.run(t, "kubectl", "svc", "version"), "kubectl svc "+version+" ")

	// From an index of one's own, that comes to know of a newer version.
	index := filepath.Join(indexes, "index.git")
	k.run(t, "sh", "index.sh", was, index)
	k.run(t, "kubectl", "krew", "index", "add", "svc", "file://"+index)
	k.run(t, "kubectl", "krew", "uninstall", "svc")
	out, err := k.try("kubectl", "svc", "version")
	assert.Error(t, err, "it is gone: %s", out)
	k.run(t, "kubectl", "krew", "install", "svc/svc")
	assert.Contains(t, k.run(t, "kubectl", "svc", "version"), "kubectl svc v0.0.0 ")
	k.run(t, "sh", "index.sh", is, index)
	assert.Contains(t, k.run(t, "sh", "index.sh", is, index), "already")
	k.run(t, "kubectl", "krew", "update")
	k.run(t, "kubectl", "krew", "upgrade", "svc")
	assert.Contains(t, k.run(t, "kubectl", "svc", "version"), "kubectl svc "+version+" ")
	k.run(t, "kubectl", "krew", "uninstall", "svc")

	for _, platform := range targets {
		system, arch, _ := strings.Cut(platform, "_")
		other := k.at(t.TempDir(), "KREW_OS="+system, "KREW_ARCH="+arch)
		other.run(t, "kubectl", "krew", "index", "add", "svc", server.URL+"/index.git") // as a plain file server has it
		other.run(t, "kubectl", "krew", "install", "svc/svc")
		installed := filepath.Join(other.root, "store", "svc", version)
		assert.FileExists(t, filepath.Join(installed, "LICENSE"), platform)
		assert.FileExists(t, filepath.Join(installed, program(system)), platform)
	}
}

// krew is an installation of krew in a home of its own.
type krew struct {
	root string
	env  []string
}

func newKrew(t *testing.T) *krew {
	t.Helper()
	// krew is called by kubectl, from outside the folder that it installs into.
	// What else this machine has on PATH, perhaps the plugin, is not seen.
	bin := t.TempDir()
	for name, link := range map[string]string{"krew": "kubectl-krew", "validate-krew-manifest": "validate-krew-manifest", "kubectl": "kubectl", "git": "git"} {
		require.NoError(t, os.Symlink(testtool.Path(t, name), filepath.Join(bin, link)))
	}
	k := &krew{env: append(os.Environ(), "KREW_NO_UPGRADE_CHECK=1", "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=test", "GIT_AUTHOR_EMAIL=test@localhost", "GIT_COMMITTER_NAME=test", "GIT_COMMITTER_EMAIL=test@localhost",
		"PATH="+bin+":/usr/bin:/bin")}
	return k.at(t.TempDir())
}

// at is krew with another home.
func (k *krew) at(home string, env ...string) *krew {
	root := filepath.Join(home, "krew")
	_, path, _ := strings.Cut(k.env[len(k.env)-1], "=")
	out := &krew{root: root, env: append(k.env[:len(k.env)-1:len(k.env)-1], "HOME="+home, "KREW_ROOT="+root)}
	out.env = append(append(out.env, env...), "PATH="+filepath.Join(root, "bin")+":"+path)
	return out
}

func (k *krew) try(name string, args ...string) (string, error) {
	cmd := exec.Command("env", append([]string{name}, args...)...) // env looks in its own PATH
	cmd.Env = k.env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (k *krew) run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := k.try(name, args...)
	require.NoError(t, err, "%s %s:\n%s", name, strings.Join(args, " "), out)
	return out
}

// manifest is the file of a release's krew manifest.
func (k *krew) manifest(t *testing.T, dist, url string) string {
	t.Helper()
	sums, err := os.ReadFile(filepath.Join(dist, "checksums.txt"))
	require.NoError(t, err)
	data, err := manifest(string(sums), url)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "svc.yaml")
	require.NoError(t, os.WriteFile(path, data, 0o644))
	return path
}

func versionOf(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(data), "\n  version: ")
	version, _, _ := strings.Cut(rest, "\n")
	return version
}
