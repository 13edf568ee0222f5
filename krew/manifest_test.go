package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// checksums is what goreleaser writes, shortened to the names.
func checksums(names ...string) string {
	var out strings.Builder
	for _, name := range names {
		out.WriteString(strings.Repeat("ab", 32) + "  " + name + "\n")
	}
	return out.String()
}

var archives = []string{
	"kubectl-svc_v1.2.3_darwin_amd64.tar.gz", "kubectl-svc_v1.2.3_darwin_arm64.tar.gz", "kubectl-svc_v1.2.3_linux_amd64.tar.gz",
	"kubectl-svc_v1.2.3_linux_arm64.tar.gz", "kubectl-svc_v1.2.3_windows_amd64.zip", "kubectl-svc_v1.2.3_windows_arm64.zip",
}

func TestManifestNamesEveryArchive(t *testing.T) {
	got, err := manifest(checksums(append(archives, "kubectl-svc_v1.2.3_linux_amd64.cdx.json")...), "https://host.invalid/v1.2.3")
	require.NoError(t, err)
	for _, name := range archives {
		assert.Contains(t, string(got), "uri: https://host.invalid/v1.2.3/"+name+"\n")
	}
	assert.Equal(t, 2, strings.Count(string(got), "bin: kubectl-svc.exe\n"))
	assert.NotContains(t, string(got), "cdx.json")
}

func TestManifestRefusesHalfARelease(t *testing.T) {
	_, err := manifest(checksums(archives[1:]...), "https://host.invalid")
	assert.ErrorContains(t, err, "5 archives, not 6")
	_, err = manifest(checksums(append(archives[1:], "kubectl-svc_v1.2.4_darwin_amd64.tar.gz")...), "https://host.invalid")
	assert.ErrorContains(t, err, "archives of v1.2.3 and of v1.2.4")
}
