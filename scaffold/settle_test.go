package scaffold

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

func TestBroken(t *testing.T) {
	for _, tt := range []struct {
		name, path, before, settled string
		want                        []string
	}{
		{"a key of YAML twice", "a.yaml", "a: 1\n", "a: 1\na: 2\n", []string{`a.yaml: line 2: the key "a" stands twice`}},
		{"YAML that ends early", "a.yaml", "a: 1\n", "a: [1\n", []string{"a.yaml: line 1: did not find expected ',' or ']'"}},
		{"a key of JSON twice", "package.json", "{}\n", "{\"a\": 1,\n\"a\": 2}\n", []string{`package.json: line 2: the key "a" stands twice`}},
		{"a go.mod without sense", "go.mod", "module a\n", "module a\nmodule b\n", []string{"go.mod: line 2 is no valid go.mod line: repeated module statement"}},
		{"comments in JSON", "tsconfig.json", "{}\n", "{\n// a\n\"a\": 1,\n}\n", nil},
		{"YAML that was none before", "a.yaml", "{{ if .A }}\na: 1\n{{ end }}\n", "a: 1\na: 2\n", nil},
		{"a text", "notes.txt", "a: 1\n", "a: 1\na: 2\n", nil},
		{"settled well", "a.yaml", "a: 1\n", "a: 2\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := func(content string) *tree.File { return &tree.File{Content: []byte(content)} }
			op := &workspace.Operation{Changes: []workspace.Change{{Path: tt.path, Before: file(tt.before), After: file("marked")}}}
			assert.Equal(t, tt.want, broken(op, tt.path, file(tt.settled), nil))
			assert.Equal(t, tt.want, broken(op, tt.path, file("marked"), []workspace.Change{{Path: tt.path, After: file(tt.settled)}}))
		})
	}
}

// A file whose last line is in conflict gets a final newline for the marker, and
// loses it again where yours had none.
func TestSettledWithoutAFinalNewline(t *testing.T) {
	dir := newShop(t)
	conf := filepath.Join(dir, "app.conf")
	before := strings.TrimSuffix(strings.Replace(read(t, conf), "format = json", "format = text", 1), "\n")
	require.NoError(t, os.WriteFile(conf, []byte(before), 0o644))
	s := open(t, dir)
	p, err := s.Propose(t.Context(), promotion)
	require.NoError(t, err)
	require.NoError(t, s.Write(t.Context(), p))
	require.True(t, strings.HasSuffix(read(t, conf), "\n>>>>>>> template (grown, small 1.0.0)\n"))
	_, err = open(t, dir).Continue(t.Context(), CommandPromote, []plan.Resolution{{Side: merge.TakeYours}}, Judging{})
	require.NoError(t, err)
	assert.True(t, strings.HasSuffix(read(t, conf), "\nformat = text"), "%q", read(t, conf))
}
