package workspace

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/strictyaml"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

const someSum = "'sha256:c0c2a5a8a2ffa9286534cc8302e9eb9c96ac159ed446b5b6b21f61351976a0bc'"

// TestFilesAsWritten: what is read without a parser of YAML is what the parser
// reads.
func TestFilesAsWritten(t *testing.T) {
	base := tree.Tree{"go.mod": {Content: []byte("module a\n")}, "scripts/run.sh": {Content: []byte("x"), Executable: true}, ".gitignore": {}, "Makefile": {Content: []byte("all:\n")}}
	state, _, err := encodeState(Rendered{Name: "orders", Parameters: map[string]any{"a": "b"}}, []string{"LIV-01"}, base, func(string) pack.Policy { return pack.PolicyMerge })
	require.NoError(t, err)
	var whole, head State
	require.NoError(t, strictyaml.Decode(state, &whole))
	rest, files := filesAsWritten(state)
	require.Len(t, files, 4, "the quick way is taken")
	require.NoError(t, strictyaml.Decode(rest, &head))
	head.Files = append(head.Files, files...)
	assert.Equal(t, whole, head)
}

// TestFilesOtherwise: whatever is not exactly ours goes to the parser.
func TestFilesOtherwise(t *testing.T) {
	line := "  - {path: go.mod, policy: merge, encoding: plain, digest: " + someSum + "}\n"
	for name, list := range map[string]string{
		"a comment":            line + "# mine\n",
		"another key":          line + "unproven: [LIV-01]\n",
		"no final newline":     strings.TrimSuffix(line, "\n"),
		"CRLF":                 strings.ReplaceAll(line, "\n", "\r\n"),
		"a quoted path":        strings.Replace(line, "go.mod", `"go.mod"`, 1),
		"an anchor":            strings.Replace(line, "go.mod", "&a go.mod", 1),
		"a word of YAML":       strings.Replace(line, "go.mod", "null", 1),
		"a number":             strings.Replace(line, "go.mod", "1.5e10", 1),
		"an unknown field":     strings.Replace(line, "policy", "polity", 1),
		"a field that is gone": strings.Replace(line, "policy: merge, ", "", 1),
		"a place":              strings.Replace(line, "policy", "at: repository, policy", 1),
		"no digest":            strings.Replace(line, someSum, "'sha256:0'", 1),
		"conflict markers":     "<<<<<<< HEAD\n" + line,
	} {
		state := []byte("kind: State\nfiles:\n" + list)
		rest, files := filesAsWritten(state)
		assert.Empty(t, files, name)
		assert.Equal(t, state, rest, name)
	}
}
