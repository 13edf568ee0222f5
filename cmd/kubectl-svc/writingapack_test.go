package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// The commands of docs/writing-a-pack.md work, in the order they are shown, and
// print what it says they do.
func TestWritingAPack(t *testing.T) {
	for _, tool := range []string{"sh", "git"} {
		testtool.Path(t, tool)
	}
	text, err := os.ReadFile("../../docs/writing-a-pack.md")
	require.NoError(t, err)
	home := t.TempDir()
	bin := filepath.Join(home, "bin")
	require.NoError(t, os.Mkdir(bin, 0o755))
	// As kubectl finds the plugin.
	require.NoError(t, os.WriteFile(filepath.Join(bin, "kubectl"), []byte("#!/bin/sh\nshift\nexec kubectl-svc \"$@\"\n"), 0o755))
	var printed string
	ran := 0
	for _, b := range blocks(string(text)) {
		body := b.text
		switch b.language {
		case "sh":
			cmd := exec.Command("sh", "-eu", "-c", body)
			cmd.Dir = home
			cmd.Env = []string{
				"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + home, "XDG_CACHE_HOME=" + filepath.Join(home, ".cache"),
				"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=test", "GIT_AUTHOR_EMAIL=test@localhost",
				"GIT_COMMITTER_NAME=test", "GIT_COMMITTER_EMAIL=test@localhost",
			}
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s\n%s", body, out)
			printed = string(out)
			ran++
		case "text":
			for line := range strings.Lines(body) {
				assert.Contains(t, words(printed), words(line))
			}
		}
	}
	require.Greater(t, ran, 8)
	assert.FileExists(t, filepath.Join(home, "bills", "docs", "house-rules.md"))
	manifest, err := os.ReadFile(filepath.Join(home, "acme", "pack.yaml"))
	require.NoError(t, err)
	assert.Less(t, strings.Count(string(manifest), "\n"), 60)
}

// words is a text without its layout.
func words(text string) string { return strings.Join(strings.Fields(text), " ") }
