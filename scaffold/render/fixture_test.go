package render

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// files are a pack's, by path.
type files = map[string]string

// packOf loads a pack of three stages and two languages; rules are more lines
// of its spec.
func packOf(t *testing.T, rules string, content files) *pack.Pack {
	t.Helper()
	fsys := fstest.MapFS{pack.FileName: {Data: []byte(`apiVersion: kubectl-svc.dev/v1alpha1
kind: TemplatePack
metadata: {name: demo, version: 1.2.0}
spec:
  stages:
    - {name: seed, summary: an idea}
    - {name: tree, summary: grown up, removes: [toy, swing.txt]}
    - {name: forest, summary: others live in it}
  languages: [go, typescript]
` + rules)}}
	for path, text := range content {
		fsys[path] = &fstest.MapFile{Data: []byte(text)}
	}
	p, err := pack.Load(fsys)
	require.NoError(t, err)
	return p
}

// at are the inputs of a service at a stage.
func at(stage string) Inputs {
	return Inputs{
		Name: "orders", Stage: stage, Language: "go", Platform: []string{"keda"},
		Parameters: map[string]any{"port": 8080, "owner": "team-a", "public": true, "hosts": []string{"b", "a"}},
	}
}

// contents of a tree.
func contents(t tree.Tree) files {
	out := files{}
	for path, f := range t {
		out[path] = string(f.Content)
	}
	return out
}

// laid are the files of a service.
func laid(ctx context.Context, p *pack.Pack, in Inputs) (tree.Tree, error) {
	out, err := All(ctx, p, in)
	if err != nil {
		return nil, err
	}
	return out.Files, nil
}

// one renders one template at a stage and returns its text.
func one(t *testing.T, stage, template string) (string, error) {
	t.Helper()
	out, err := laid(t.Context(), packOf(t, "", files{"seed/common/dir/file.txt.tmpl": template}), at(stage))
	return string(out["dir/file.txt"].Content), err
}

func requireLine(t *testing.T, err error, says ...string) {
	t.Helper()
	require.Error(t, err)
	assert.False(t, strings.ContainsAny(err.Error(), "\n\r"), "an error is one line: %q", err)
	for _, want := range says {
		assert.Contains(t, err.Error(), want)
	}
}
