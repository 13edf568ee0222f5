package render

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A stage's tree is laid from the folders of every stage up to it, each common
// first and then the language's.
func TestLayers(t *testing.T) {
	p := packOf(t, "", files{
		"seed/common/readme": "seed", "seed/common/main": "seed common", "seed/common/toy": "seed",
		"seed/go/main": "seed go", "seed/go/swing.txt.tmpl": "seed", "seed/go/go.mod": "seed",
		"seed/typescript/package.json": "seed",
		"tree/common/readme":           "tree", "tree/common/main": "tree common", "tree/go/alarm": "tree",
		"forest/go/main": "forest go", "forest/common/toy": "back again", "forest/typescript/alarm": "forest ts",
	})
	tests := []struct {
		name, stage, language string
		want                  files
	}{
		{"first stage", "seed", "go", files{"readme": "seed", "main": "seed go", "toy": "seed", "swing.txt": "seed", "go.mod": "seed"}},
		{"another language", "seed", "typescript", files{"readme": "seed", "main": "seed common", "toy": "seed", "package.json": "seed"}},
		{"no language", "seed", "", files{"readme": "seed", "main": "seed common", "toy": "seed"}},
		{"a later stage's common folder comes after an earlier one's language; removed files are gone", "tree", "go",
			files{"readme": "tree", "main": "tree common", "go.mod": "seed", "alarm": "tree"}},
		{"the last stage, where a removed file is back", "forest", "go",
			files{"readme": "tree", "main": "forest go", "go.mod": "seed", "alarm": "tree", "toy": "back again"}},
		{"the last stage in another language", "forest", "typescript",
			files{"readme": "tree", "main": "tree common", "package.json": "seed", "alarm": "forest ts", "toy": "back again"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := at(tt.stage)
			in.Language = tt.language
			got, err := laid(t.Context(), p, in)
			require.NoError(t, err)
			assert.Equal(t, tt.want, contents(got))
		})
	}
}

// A template and a copy of the same name are the same file to a later stage.
func TestLayersReplaceByTarget(t *testing.T) {
	p := packOf(t, "", files{
		"seed/common/a": "copied", "tree/common/a.tmpl": "rendered at [[ .Stage ]]",
		"seed/common/b.tmpl": "rendered", "tree/common/b": "copied",
		"seed/common/[[ .Name ]].md": "by a rendered path", "tree/common/orders.md": "by a plain one",
	})
	got, err := laid(t.Context(), p, at("tree"))
	require.NoError(t, err)
	assert.Equal(t, files{"a": "rendered at tree", "b": "copied", "orders.md": "by a plain one"}, contents(got))
}

// A later stage's template that renders to nothing takes the file away.
func TestLayersReplaceByNothing(t *testing.T) {
	p := packOf(t, "", files{"seed/common/a": "a", "tree/common/a.tmpl": "[[ if false ]]a[[ end ]]\n"})
	got, err := laid(t.Context(), p, at("tree"))
	require.NoError(t, err)
	assert.Empty(t, got)
}

func TestRenderRefusesUnknownStage(t *testing.T) {
	_, err := laid(t.Context(), packOf(t, "", nil), at("jungle"))
	requireLine(t, err, `"jungle"`)
}

func TestModesComeFromTheRules(t *testing.T) {
	rules := `  files: [{path: "**/*.sh", mode: "0755"}]
`
	p := packOf(t, rules, files{"seed/common/a.sh": "x", "seed/go/bin/b.sh.tmpl": "x", "seed/go/c.txt": "x"})
	got, err := laid(t.Context(), p, at("seed"))
	require.NoError(t, err)
	executable := map[string]bool{}
	for path, f := range got {
		executable[path] = f.Executable
	}
	assert.Equal(t, map[string]bool{"a.sh": true, "bin/b.sh": true, "c.txt": false}, executable)
}

func TestRenderRefusesClashes(t *testing.T) {
	for name, content := range map[string]files{
		"a file where another stage has a folder":   {"seed/common/docs": "x", "tree/common/docs/a/b.md": "x"},
		"a file where a rendered path has a folder": {"seed/common/orders": "x", "seed/go/[[ .Name ]]/main.go": "x"},
		"names that differ by case between folders": {"seed/common/README.md": "x", "seed/go/readme.md": "x"},
		"names that differ by case between stages":  {"seed/common/docs/a.md": "x", "tree/common/docs/A.md": "x"},
		"names that differ by case once rendered":   {"seed/common/ORDERS": "x", "seed/common/[[ .Name ]]": "x"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := laid(t.Context(), packOf(t, "", content), at("tree"))
			requireLine(t, err)
		})
	}
	t.Run("it names both", func(t *testing.T) {
		p := packOf(t, "", files{"seed/common/docs": "x", "tree/common/docs/a/b.md": "x"})
		_, err := laid(t.Context(), p, at("tree"))
		requireLine(t, err, "docs", "docs/a/b.md")
		_, err = laid(t.Context(), p, at("seed"))
		require.NoError(t, err, "there is no clash before the later stage")
	})
}
