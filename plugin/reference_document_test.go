package plugin

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
)

func referenceDocument(t *testing.T) string {
	t.Helper()
	root := commandTree(t)
	var out strings.Builder
	fmt.Fprint(&out, `<!-- Written by make generate from the commands, the exit codes, the schemas and the gates: edit those. -->

# Reference

Every command, flag, exit code, file and gate.

| command | does |
| --- | --- |
`)
	eachCommand(root, func(cmd *cobra.Command) {
		if cmd != root {
			fmt.Fprintf(&out, "| [`%s`](#%s) | %s |\n", cmd.CommandPath(), strings.ReplaceAll(strings.ToLower(cmd.CommandPath()), " ", "-"), cell(cmd.Short))
		}
	})
	fmt.Fprintln(&out, "\n[Exit codes](#exit-codes) · [Files](#files) · [Gates](#gates) · [Environment](#environment)")
	eachCommand(root, func(cmd *cobra.Command) { commandSection(&out, cmd) })
	exitCodes(t, &out)
	files(t, &out)
	gatesTable(t, &out)
	fmt.Fprint(&out, `
## Environment

| variable | meaning |
| --- | --- |
| `+"`KUBECONFIG`"+` | where the kubeconfig is, as for kubectl |
| `+"`NO_COLOR`"+` | set: no colour |
| `+"`TERM`"+` | `+"`dumb`"+`: no colour |
`)
	return out.String()
}

func commandSection(out *strings.Builder, cmd *cobra.Command) {
	fmt.Fprintf(out, "\n## %s\n\n%s.\n", cmd.CommandPath(), strings.TrimSuffix(cmd.Short, "."))
	if !cmd.HasParent() {
		fmt.Fprintf(out, "\nThese flags go with every command that talks to a cluster; `%s options` lists them, too.\n\n", cmd.CommandPath())
		flags(out, cmd.PersistentFlags())
		return
	}
	fmt.Fprintf(out, "\n```sh\n%s\n```\n", cmd.UseLine())
	if long := strings.TrimSpace(cmd.Long); long != "" {
		fmt.Fprintf(out, "\n```text\n%s\n```\n", long)
	}
	if cmd.Example != "" {
		fmt.Fprintf(out, "\n```sh\n%s\n```\n", unindent(cmd.Example))
	}
	if own := cmd.NonInheritedFlags(); own.HasAvailableFlags() {
		fmt.Fprintln(out)
		flags(out, own)
	}
}

func flags(out *strings.Builder, set *pflag.FlagSet) {
	fmt.Fprint(out, "| flag | meaning |\n| --- | --- |\n")
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		kind, usage := pflag.UnquoteUsage(f)
		kind = strings.TrimSuffix(kind, "Array") // the flag is repeatable
		name := "`--" + f.Name
		if f.Shorthand != "" {
			name = "`-" + f.Shorthand + "`, " + name
		}
		switch {
		case f.NoOptDefVal != "" && f.Value.Type() != "bool":
			name += "[=" + strings.ToUpper(kind) + "]"
		case f.Value.Type() != "bool":
			name += " " + strings.ToUpper(kind)
		}
		if f.DefValue != "" && !slices.Contains([]string{"false", "[]", "0"}, f.DefValue) {
			usage += " (default `" + f.DefValue + "`)"
		}
		fmt.Fprintf(out, "| %s` | %s |\n", name, cell(usage))
	})
}

// unindent takes away the two spaces that examples stand behind in the help.
func unindent(text string) string {
	return strings.ReplaceAll(strings.TrimPrefix(text, "  "), "\n  ", "\n")
}

func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", `\<`).Replace(text)
}

// exitCodes reads the codes and what they mean from where they are declared.
func exitCodes(t *testing.T, out *strings.Builder) {
	t.Helper()
	fmt.Fprint(out, "\n## Exit codes\n\n| code | meaning |\n| --- | --- |\n")
	file, err := parser.ParseFile(token.NewFileSet(), "exit.go", nil, parser.ParseComments)
	require.NoError(t, err)
	found := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "exit") {
			return true
		}
		require.NotNil(t, spec.Comment, "%s: say what it means", spec.Names[0])
		fmt.Fprintf(out, "| %s | %s |\n", spec.Values[0].(*ast.BasicLit).Value, strings.TrimSpace(spec.Comment.Text()))
		found++
		return true
	})
	require.NotZero(t, found)
	fmt.Fprint(out, "\n`diff` has those of `kubectl diff`: 0 no difference, 1 some, more than 1 trouble. On Windows kubectl turns every code but 0 into 1.\n")
}

func gatesTable(t *testing.T, out *strings.Builder) {
	t.Helper()
	p := standardPack(t)
	gates, err := gate.Load(p)
	require.NoError(t, err)
	fmt.Fprintf(out, "\n## Gates\n\nThose of the %s pack; [gates.md](gates.md) has each with its reason and what repairs it.\n\n| gate | holds when | asked |\n| --- | --- | --- |\n", p.Metadata.Name)
	for _, g := range gates.Gates {
		fmt.Fprintf(out, "| [%s](gates.md#%s) | %s | %s |\n", g.ID, strings.ToLower(g.ID), cell(g.Title), print.Weights(p, g))
	}
}
