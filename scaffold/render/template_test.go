package render

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is no template is copied byte for byte, whatever it holds.
func TestVerbatim(t *testing.T) {
	for name, text := range map[string]string{
		"other delimiters": "{{ .Values.x }} ${{ github.sha }}\n",
		"our delimiters":   "[[ .Nope ]] [[ broken\n",
		"CRLF":             "a\r\nb\r\n",
		"no final newline": "a",
		"only white space": " \n\t\n",
		"nothing":          "",
		"binary":           "\x89PNG\r\n\x1a\n\x00\xff",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := laid(t.Context(), packOf(t, "", files{"seed/common/a": text}), at("seed"))
			require.NoError(t, err)
			require.Contains(t, got, "a")
			assert.Equal(t, text, string(got["a"].Content))
		})
	}
}

func TestTemplate(t *testing.T) {
	tests := []struct{ name, template, want string }{
		{"the data", "[[ .Name ]] [[ .Stage ]] [[ .Language ]] [[ .Pack.Name ]] [[ .Pack.Version ]] [[ .Platform ]]", "orders tree go demo 1.2.0 [keda]"},
		{"parameters", "[[ .Parameters.port ]] [[ .Parameters.owner ]] [[ .Parameters.public ]] [[ join `,` .Parameters.hosts ]]", "8080 team-a true b,a"},
		{"other delimiters", "{{ .Name }} ${{ x }} {{- end }}", "{{ .Name }} ${{ x }} {{- end }}"},
		{"CRLF", "a\r\n[[ .Name ]]\r\n", "a\r\norders\r\n"},
		{"no final newline", "[[ .Name ]]", "orders"},
		{"not HTML", "[[ `<&>` ]]", "<&>"},
		{"sprig", "[[ .Name | upper | quote ]]", `"ORDERS"`},
		{"its own definitions", "[[ define `x` ]]hi [[ . ]][[ end ]][[ template `x` .Name ]]", "hi orders"},
		{"an earlier stage", "[[ stageAtLeast `seed` ]]", "true"},
		{"the stage itself", "[[ stageAtLeast `tree` ]]", "true"},
		{"a later stage", "[[ stageAtLeast `forest` ]]", "false"},
		{"a platform", "[[ hasPlatform `keda` ]]", "true"},
		{"a platform it does not have", "[[ hasPlatform `gateway-api` ]]", "false"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := one(t, "tree", tt.template)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestTemplateErrors(t *testing.T) {
	const file = "seed/common/dir/file.txt.tmpl"
	tests := []struct {
		name, template string
		says           []string // beside the file
	}{
		{"undefined value", "a\nb [[ .Parameters.ownr ]]", []string{":2", ".Parameters.ownr"}},
		{"undefined value at the top", "a\n\n[[ .Title ]]", []string{":3", ".Title"}},
		{"undefined value of the pack", "[[ .Pack.Digest ]]", []string{":1", ".Pack.Digest"}},
		{"undefined value in a condition", "a\n[[ if .Parameters.ownr ]]b[[ end ]]", []string{":2", ".Parameters.ownr"}},
		{"undefined value behind a default", "[[ .Parameters.ownr | default `a` ]]", []string{":1", ".Parameters.ownr"}},
		{"undefined value by index", "a\n[[ index .Parameters `ownr` ]]", []string{"ownr"}},
		{"value that has no fields", "[[ .Name.x ]]", []string{":1", ".Name.x"}},
		{"unknown function", "a\n[[ colour .Name ]]", []string{":2", "colour"}},
		{"unknown partial", "a\n[[ template `partials/x` . ]]", []string{":2", "partials/x"}},
		{"unknown stage", "a\n[[ if stageAtLeast `jungle` ]]b[[ end ]]", []string{":2", "jungle", "seed, tree, forest"}},
		{"no end", "[[ if true ]]a\n", []string{"EOF"}},
		{"unclosed action", "a\n[[ .Name\n", []string{":2"}},
		{"unterminated text", "a\n[[ \"b ]]", []string{":2", "unterminated"}},
		{"failure of the template's own", "a\n[[ fail `no\nway` ]]", []string{":2", "no way"}},
		{"a function's complaint", "[[ mustToJson (dict `a` 1) | mustRegexMatch `(` ]]", []string{":1", "mustRegexMatch"}},
		{"division by zero", "a\n[[ div 1 0 ]]", []string{":2", "div"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := one(t, "seed", tt.template)
			requireLine(t, err, append(tt.says, file)...)
		})
	}
}

func TestTemplateOfWhiteSpaceMakesNoFile(t *testing.T) {
	for name, template := range map[string]string{
		"nothing":          "",
		"white space":      " \n\t\r\n",
		"a comment":        "[[/* later */]]\n",
		"a false if":       "\n[[ if stageAtLeast `forest` ]]a[[ end ]]\n",
		"definitions only": "[[ define `x` ]]a[[ end ]]\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := laid(t.Context(), packOf(t, "", files{"seed/common/a.tmpl": template, "seed/common/b.tmpl": "b"}), at("seed"))
			require.NoError(t, err)
			assert.Equal(t, files{"b": "b"}, contents(got))
		})
	}
}

func TestPartials(t *testing.T) {
	p := packOf(t, "", files{
		"partials/labels.tmpl": `[[ define "labels" ]]app: [[ .Name ]][[ end ]]`,
		"partials/whole.tmpl":  "stage: [[ .Stage ]] [[ template `labels` . ]]",
		"seed/common/a.tmpl":   "[[ template `labels` . ]]",
		"seed/common/b.tmpl":   "[[ template `partials/whole.tmpl` . ]]",
		// What one file defines is its own.
		"seed/common/c.tmpl": "[[ define `labels` ]]mine[[ end ]][[ template `labels` . ]]",
		"seed/common/d.tmpl": "[[ template `labels` . ]]",
	})
	got, err := laid(t.Context(), p, at("seed"))
	require.NoError(t, err)
	assert.Equal(t, files{"a": "app: orders", "b": "stage: seed app: orders", "c": "mine", "d": "app: orders"}, contents(got))
}

func TestPartialErrorsNameTheirFile(t *testing.T) {
	_, err := laid(t.Context(), packOf(t, "", files{"partials/a.tmpl": "a\n[[ if ]]"}), at("seed"))
	requireLine(t, err, "partials/a.tmpl:2")
	_, err = laid(t.Context(), packOf(t, "", files{
		"partials/a.tmpl":    "a\n[[ .Parameters.nope ]]",
		"seed/common/b.tmpl": "[[ template `partials/a.tmpl` . ]]",
	}), at("seed"))
	requireLine(t, err, "partials/a.tmpl:2", ".Parameters.nope")
}

func TestPaths(t *testing.T) {
	p := packOf(t, "", files{
		"seed/common/cmd/[[ .Name ]]/main.go":                "copied: [[ .Name ]]",
		"seed/common/[[ .Name ]]-[[ .Stage ]].txt.tmpl":      "[[ .Stage ]]",
		"seed/go/[[ if stageAtLeast `tree` ]]x[[ end ]]y.md": "y",
	})
	got, err := laid(t.Context(), p, at("seed"))
	require.NoError(t, err)
	assert.Equal(t, files{"cmd/orders/main.go": "copied: [[ .Name ]]", "orders-seed.txt": "seed", "y.md": "y"}, contents(got))
}

// A rendered path is held to the same rules as one that stands in the pack.
func TestPathsRefused(t *testing.T) {
	for name, path := range map[string]string{
		"out of the root":         "[[ .Parameters.evil ]]/x",
		"into the tool's folder":  "[[ .Parameters.state ]]/x",
		"into git's folder":       "a/[[ `.git` ]]/config",
		"onto the record":         "[[ `svc` ]].yaml",
		"absolute":                "[[ .Parameters.root ]]",
		"a device of Windows":     "[[ `nul` ]].txt",
		"nothing":                 "[[ `` ]]",
		"nothing in the middle":   "a/[[ `` ]]/b",
		"two lines":               "[[ .Parameters.lines ]]",
		"undefined value":         "[[ .Parameters.nope ]]",
		"broken":                  "[[ .Name",
		"the tool's, as a suffix": "[[ `.svc/x.tmpl` ]]",
	} {
		t.Run(name, func(t *testing.T) {
			in := at("seed")
			in.Parameters = map[string]any{"evil": "..", "state": ".SVC", "root": "/etc/passwd", "lines": "a\nb"}
			_, err := laid(t.Context(), packOf(t, "", files{"seed/common/" + path: "x"}), in)
			requireLine(t, err, "seed/common/")
		})
	}
}
