package pack

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// demo begins the manifest of the packs in these tests: two stages and two
// languages. What a test is about is appended to its spec.
const demo = `apiVersion: kubectl-svc.dev/v1alpha1
kind: TemplatePack
metadata: {name: demo, version: 1.0.0}
spec:
  stages:
    - {name: seed, summary: an idea}
    - {name: tree, summary: grown up}
  languages: [go, typescript]
`

// folder is a pack with a manifest and files, whose content is their name.
func folder(manifest string, files ...string) fstest.MapFS {
	fsys := fstest.MapFS{FileName: {Data: []byte(manifest)}}
	for _, name := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(name)}
	}
	return fsys
}

// demoPack loads a pack with more lines in its spec.
func demoPack(t *testing.T, spec string) *Pack {
	t.Helper()
	p, err := Load(folder(demo + spec))
	require.NoError(t, err)
	return p
}

// requireLine checks that an error is one line and says certain things.
func requireLine(t *testing.T, err error, says ...string) {
	t.Helper()
	require.Error(t, err)
	assert.False(t, strings.ContainsAny(err.Error(), "\n\r"), "an error is one line: %q", err)
	for _, want := range says {
		assert.Contains(t, err.Error(), want)
	}
}
