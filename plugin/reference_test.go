package plugin

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-svc/kubectl-svc/plugin/cluster"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
)

var update = flag.Bool("update", false, "rewrite docs/reference.md")

const reference = "../docs/reference.md"

// TestReferenceIsCurrent holds docs/reference.md against the tree of commands,
// the exit codes, the schemas and the gates that it is generated from.
func TestReferenceIsCurrent(t *testing.T) {
	got := referenceDocument(t)
	if *update {
		require.NoError(t, os.WriteFile(reference, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(reference)
	require.NoError(t, err)
	if string(want) != got {
		t.Errorf("not current; make generate rewrites it:\n%s", udiff.Unified("docs/reference.md", "the commands", string(want), got))
	}
}

// TestReferenceIsComplete looks for everything a user can type or meet, not
// trusting the generator to have thought of it.
func TestReferenceIsComplete(t *testing.T) {
	data, err := os.ReadFile(reference)
	require.NoError(t, err)
	document := string(data)
	root := commandTree(t)
	eachCommand(root, func(cmd *cobra.Command) {
		section, _, _ := strings.Cut(after(document, "\n## "+cmd.CommandPath()+"\n"), "\n## ")
		assert.NotEmpty(t, section, "%s", cmd.CommandPath())
		cmd.NonInheritedFlags().VisitAll(func(f *pflag.Flag) {
			if cmd != root && !f.Hidden {
				assert.Contains(t, section, "`--"+f.Name, "%s --%s", cmd.CommandPath(), f.Name)
			}
		})
	})
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) { assert.Contains(t, document, "`--"+f.Name, f.Name) })

	gates, err := gate.Load(standardPack(t))
	require.NoError(t, err)
	for _, id := range gates.IDs() {
		assert.Contains(t, document, "| ["+id+"](", id)
	}
	dir := filepath.Join(t.TempDir(), "orders")
	streams, _, _, errs := genericiooptions.NewTestIOStreams()
	require.Zero(t, Run(t.Context(), []string{"new", "orders", "--dir", dir}, streams), errs)
	own, err := os.ReadDir(filepath.Join(dir, ".svc"))
	require.NoError(t, err)
	for _, file := range append([]string{"pending.txtar"}, names(own)...) {
		assert.Contains(t, document, "| `.svc/"+file+"` |")
	}
}

func names(entries []os.DirEntry) []string {
	out := make([]string, len(entries))
	for i, e := range entries {
		out[i] = e.Name()
	}
	return out
}

func after(text, mark string) string {
	_, rest, _ := strings.Cut(text, mark)
	return rest
}

func commandTree(t *testing.T) *cobra.Command {
	t.Helper()
	streams, _, _, _ := genericiooptions.NewTestIOStreams()
	root := newRootCommand(&app{streams: streams, flags: cluster.NewFlags()})
	root.InitDefaultHelpCmd()
	return root
}

// eachCommand calls f for every command that can be run, in the order of the
// help.
func eachCommand(cmd *cobra.Command, f func(*cobra.Command)) {
	if !cmd.HasParent() || cmd.Runnable() && !cmd.Hidden {
		f(cmd)
	}
	for _, c := range cmd.Commands() {
		eachCommand(c, f)
	}
}

func standardPack(t *testing.T) *pack.Pack {
	t.Helper()
	p, err := source.Open(t.Context(), "", ".")
	require.NoError(t, err)
	return p
}
