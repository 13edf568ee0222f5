package templates_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/templates"
)

// fenced is what stands in a document's code blocks of a language.
func fenced(document, language string) []string {
	var blocks []string
	for _, rest := range strings.Split(document, "\n```"+language+"\n")[1:] {
		block, _, _ := strings.Cut(rest, "\n```")
		blocks = append(blocks, block+"\n")
	}
	return blocks
}

// TestOwnGateOfTheDocument does what docs/own-gate.md says.
func TestOwnGateOfTheDocument(t *testing.T) {
	document, err := os.ReadFile(filepath.Join("..", "docs", "own-gate.md"))
	require.NoError(t, err)
	gate, shown := fenced(string(document), "yaml")[0], fenced(string(document), "text")[0]

	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, templates.FS))
	gates := filepath.Join(dir, "gates.yaml")
	have, err := os.ReadFile(gates)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(gates, append(have, gate...), 0o644))

	check := func(image string) string {
		service := filepath.Join(t.TempDir(), serviceName)
		req := scaffold.NewRequest{Name: serviceName, Dir: service, Pack: dir, Stage: "rapid", Set: []string{"owner=team-checkout", "image=" + image}}
		proposal, err := scaffold.New(t.Context(), req)
		require.NoError(t, err)
		require.NoError(t, scaffold.Create(t.Context(), req, proposal))
		svc, err := scaffold.Open(service)
		require.NoError(t, err)
		defer svc.Close()
		report, err := svc.Check(t.Context(), scaffold.CheckRequest{})
		require.NoError(t, err)
		var out strings.Builder
		print.Check(&out, report)
		return out.String()
	}
	assert.Contains(t, check("elsewhere.internal/acme/orders"), shown, "the document shows what is printed")
	assert.Contains(t, check("registry.internal/acme/orders"), "production: all images are ours")
}
