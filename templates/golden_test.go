package templates_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// update rewrites the golden trees and the generated documents:
// go test ./templates -update. Read the difference before committing it.
var update = flag.Bool("update", false, "rewrite golden trees and generated documents")

// TestGoldenTrees compares whole services, byte for byte, with what somebody
// has read and found good.
func TestGoldenTrees(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		for _, language := range standard(t).Spec.Languages {
			t.Run(language, func(t *testing.T) {
				set := settings(stage)
				files := filesOf(t, newService(t, stage, language, set))
				golden(t, stage+"-"+language, archive(t, stage, language, set, nil, files), files)
			})
		}
	})
}

// TestGoldenPlatforms does so for the files that a cluster with all platforms
// changes.
func TestGoldenPlatforms(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		set, platforms := append(settings(stage), "gateway=infra/public", "serviceMonitorLabels=release=prometheus"), standard(t).Spec.Platforms
		files := filesOf(t, newService(t, stage, "go", set, platforms...))
		for path, file := range filesOf(t, newService(t, stage, "go", set)) {
			if file.Equal(files[path]) {
				delete(files, path)
			}
		}
		golden(t, stage+"-platforms", archive(t, stage, "go", set, platforms, files), files)
	})
}

// golden compares files with an archive, or rewrites it.
func golden(t *testing.T, name string, got *txtar.Archive, files tree.Tree) {
	t.Helper()
	path := filepath.Join("..", "testdata", "golden", name+".txtar")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, txtar.Format(got), 0o644))
		return
	}
	want, err := txtar.ParseFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want.Comment), string(got.Comment))
	sameFiles(t, treeOf(want, files), files)
}

// archive is a tree as one file. A folder would hold a go.mod and a Dockerfile,
// which scanners take for this repository's.
func archive(t *testing.T, stage, language string, set, platforms []string, files tree.Tree) *txtar.Archive {
	t.Helper()
	var executable []string
	out := &txtar.Archive{}
	for _, path := range files.Paths() {
		content := files[path].Content
		require.True(t, bytes.HasSuffix(content, []byte("\n")), "%s does not end with a newline", path)
		out.Files = append(out.Files, txtar.File{Name: path, Data: content})
		if files[path].Executable {
			executable = append(executable, path)
		}
	}
	flags := ""
	if len(platforms) > 0 {
		flags = " \\\n  --platform " + strings.Join(platforms, ",")
	}
	for _, pair := range set {
		flags += " \\\n  --set " + pair
	}
	out.Comment = fmt.Appendf(nil, "kubectl svc new %s --stage %s --language %s%s\n\nexecutable: %s\n\n",
		serviceName, stage, language, flags, strings.Join(executable, " "))
	// What the format cannot hold must not pass unseen.
	require.Equal(t, out, txtar.Parse(txtar.Format(out)))
	return out
}

// treeOf is an archive's tree. Its header tells which files are executable, and
// is compared by itself: the modes are taken from the other tree.
func treeOf(a *txtar.Archive, modes tree.Tree) tree.Tree {
	out := tree.Tree{}
	for _, f := range a.Files {
		out[f.Name] = tree.File{Content: f.Data, Executable: modes[f.Name].Executable}
	}
	return out
}
