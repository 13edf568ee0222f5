package templates_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// TestParameterTableIsCurrent compares docs/parameters.md with what pack.yaml
// says; -update writes it.
func TestParameterTableIsCurrent(t *testing.T) {
	path := filepath.Join("..", "docs", "parameters.md")
	got := parameterTable(standard(t))
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	if string(want) != got {
		t.Errorf("not current; go test ./templates -update rewrites it:\n%s", udiff.Unified("docs/parameters.md", "pack.yaml", string(want), got))
	}
}

// parameterTable is the document.
func parameterTable(p *pack.Pack) string {
	var out strings.Builder
	fmt.Fprintf(&out, `<!-- Written by go test ./templates -update from templates/pack.yaml: edit that. -->

# Parameters of the %s pack

Set them with `+"`--set NAME=VALUE`"+` at `+"`new`, `promote` and `update`"+`, or under `+"`spec.parameters`"+` in svc.yaml,
followed by `+"`kubectl svc update`"+`. A list is separated by commas on the command line.

| name | type | default | required from | meaning |
| --- | --- | --- | --- | --- |
`, p.Metadata.Name)
	for _, q := range p.Spec.Parameters {
		fmt.Fprintf(&out, "| `%s` | %s | %s | %s | %s |\n", q.Name, typeOf(q), defaultOf(q), q.RequiredFrom, cell(q.Description))
	}
	return out.String()
}

// typeOf is a parameter's type with its bounds.
func typeOf(q pack.Parameter) string {
	switch {
	case len(q.Enum) > 0:
		return "`" + strings.Join(q.Enum, "` or `") + "`"
	case q.Minimum != nil && q.Maximum != nil:
		return fmt.Sprintf("%s, %v–%v", q.Type, *q.Minimum, *q.Maximum)
	}
	return string(q.Type)
}

func defaultOf(q pack.Parameter) string {
	if q.Default == nil {
		return ""
	}
	return fmt.Sprintf("`%v`", q.Default)
}

// cell keeps a text from breaking the table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "*", `\*`, "\n", " ").Replace(text)
}
