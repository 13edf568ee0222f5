package author

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
)

const head = `apiVersion: kubectl-svc.dev/v1alpha1
kind: TemplatePack
metadata: {name: demo, version: 1.0.0}
spec:
  stages:
    - {name: seed, summary: an idea}
    - {name: tree, summary: grown up}
  languages: [go, rust]
  platforms: [mesh]
  parameters: [{name: owner, type: string, requiredFrom: tree}]
`

const testsHead = "apiVersion: kubectl-svc.dev/v1alpha1\nkind: PackTests\nspec:\n"

// folder writes a pack.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return dir
}

// demo is a pack without mistakes, with some files changed.
func demo(t *testing.T, changed map[string]string) string {
	t.Helper()
	files := map[string]string{
		"pack.yaml":                  head + "  files: [{path: budget, why: a node drain}, {path: mesh, when: \"'mesh' in platform\"}]\n",
		"seed/common/conf.tmpl":      "name = [[ .Name ]]\n\nretries = 1\n\n[[ if stageAtLeast `tree` ]]owner = [[ .Parameters.owner ]]\n[[ end ]]",
		"seed/go/main.go.tmpl":       "package main\n",
		"tree/common/budget":         "one\n",
		"seed/common/mesh":           "m\n",
		"seed/common/logo.png":       "\x00png",
		"partials/p.tmpl":            "",
		"tests/tests.yaml":           testsHead + "  parameters: {owner: team-a}\n",
		"seed/common/[[ .Name ]].md": "x\n",
	}
	for name, text := range changed {
		files[name] = text
	}
	return folder(t, files)
}

func lint(t *testing.T, dir string) []string {
	t.Helper()
	found, err := Lint(t.Context(), dir, nil)
	require.NoError(t, err)
	said := []string{}
	for _, m := range found {
		said = append(said, m.String())
	}
	return said
}

func TestLintFindsNothingWhereNothingIs(t *testing.T) {
	assert.Empty(t, lint(t, demo(t, nil)))
	for _, pack := range []string{source.BuiltIn, "../../testdata/packs/gated", "../../testdata/packs/mono"} {
		assert.Empty(t, lint(t, pack), pack)
	}
}

func TestLint(t *testing.T) {
	for name, c := range map[string]struct {
		changed map[string]string
		says    []string
	}{
		"templates that do not parse, all of them": {
			map[string]string{"seed/common/a.tmpl": "x\n[[ if ]]\n", "tree/go/b.tmpl": "[[ nofunction ]]", "seed/common/[[ .Name": "x"},
			[]string{
				`seed/common/[[ .Name: its path: unclosed action`,
				`seed/common/a.tmpl:2: missing value for if`,
				`tree/go/b.tmpl:1: function "nofunction" not defined`,
			},
		},
		"templates that do not render": {
			map[string]string{"tree/common/a.tmpl": "\n[[ .Parameters.ownr ]]", "pack.yaml": head + "  files: [{path: budget, why: x}, {path: a, why: x}]\n"},
			[]string{`tree/common/a.tmpl:2: executing "tree/common/a.tmpl" at <.Parameters.ownr>: map has no entry for key "ownr"`},
		},
		"several that do not render": {
			map[string]string{"seed/common/a.tmpl": "[[ .Nope ]]", "seed/go/b.tmpl": "\n[[ fail `no` ]]", "seed/common/[[ .Nope ]]": "x"},
			[]string{
				`seed/common/[[ .Nope ]]: its path: executing "seed/common/[[ .Nope ]]" at <.Nope>: map has no entry`,
				`seed/common/a.tmpl:1: executing "seed/common/a.tmpl" at <.Nope>: map has no entry`,
				`seed/go/b.tmpl:2: no`,
			},
		},
		"several partials, and a file": {
			map[string]string{"partials/a.tmpl": "[[ if ]]", "partials/b.tmpl": "\n[[ end ]]", "seed/common/c.tmpl": "[[ nofunction ]]"},
			[]string{
				"partials/a.tmpl:1: missing value for if",
				"partials/b.tmpl:2: unexpected {{end}}",
				`seed/common/c.tmpl:1: function "nofunction" not defined`,
			},
		},
		"files that take each other's place": {
			map[string]string{"seed/common/docs": "x", "tree/common/docs/a": "x", "seed/common/SAMPLE.md": "x"},
			[]string{"seed/common/[[ .Name ]].md: the pack makes both SAMPLE.md and sample.md", "tree/common/docs/a: the pack makes both the file docs and docs/a"},
		},
		"conditions that do not hold together": {
			map[string]string{"pack.yaml": head + "  files: [{path: budget, why: x, when: 'stag == 1'}]\n"},
			[]string{"pack.yaml:11: when of budget: undeclared reference to 'stag' (did you mean 'stage'?) (line 1, column 1 of it)"},
		},
		"a rule for no file": {
			map[string]string{"pack.yaml": head + "  files:\n    - {path: budget, why: x}\n    - {path: confg, policy: once}\n"},
			[]string{`pack.yaml:13: no service has a file under "confg"`},
		},
		"a stage that does not say why": {
			map[string]string{"tree/go/more.tmpl": "x"},
			[]string{"tree/go/more.tmpl: stage tree adds more, and no rule in pack.yaml says why"},
		},
		"a common file over a language's": {
			map[string]string{"tree/common/main.go": "package main\n"},
			[]string{"tree/common/main.go: it would take the place of seed/go/main.go: put it into tree/go", "tree/common/main.go: stage tree adds main.go"},
		},
		"gates": {
			map[string]string{"gates.yaml": "apiVersion: kubectl-svc.dev/v1alpha1\nkind: GateSet\nspec:\n  facts: v1\n  gates:\n    - {id: a}\n    - {id: X-01}\n"},
			[]string{`gates.yaml:6: a: id: "a" is not like OWN-01`, "gates.yaml:7: X-01: title: it is missing"},
		},
		"tests": {
			map[string]string{"tests/tests.yaml": testsHead + "  parameters: {ownr: x}\n  edits: [{name: e, stage: bush}]\n"},
			[]string{`tests/tests.yaml: edit "e": unknown stage "bush"`, `tests/tests.yaml: unknown parameter "ownr"`},
		},
		"fields there are not": {
			map[string]string{"pack.yaml": head + "  colour: red\n  taste: good\n"},
			[]string{"pack.yaml:11: unknown field colour", "pack.yaml:12: unknown field taste"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			said := lint(t, demo(t, c.changed))
			require.Len(t, said, len(c.says), strings.Join(said, "\n"))
			for i, want := range c.says {
				assert.Contains(t, said[i], want)
			}
		})
	}
}

// A pack is whatever --pack takes; where it is no folder, it comes without its
// tests, and a folder of its name is another.
func TestReferences(t *testing.T) {
	dir := demo(t, map[string]string{"tests/tests.yaml": "broken"})
	t.Chdir(t.TempDir())
	require.NoError(t, os.MkdirAll("standard/tests", 0o755))
	require.NoError(t, os.WriteFile("standard/tests/tests.yaml", []byte("broken"), 0o644))
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	require.NoError(t, w.AddFS(os.DirFS(dir)))
	require.NoError(t, w.Close())
	require.NoError(t, os.WriteFile("demo.tar", archive.Bytes(), 0o644))
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("LocalAppData", t.TempDir())

	for _, ref := range []string{"demo.tar", "./demo.tar", source.BuiltIn} {
		assert.Empty(t, lint(t, ref), ref)
		_, err := Test(t.Context(), ref, true, nil)
		require.EqualError(t, err, ref+" is no folder: a pack is tested in its folder, where its tests are")
	}
	require.Len(t, lint(t, dir), 1)
}

func TestTestsOfALanguageThereIsNot(t *testing.T) {
	said := lint(t, demo(t, map[string]string{"tests/tests.yaml": testsHead + "  edits: [{name: e, stage: seed, language: cobol}]\n"}))
	assert.Equal(t, []string{`tests/tests.yaml: edit "e": unknown language "cobol": pack demo 1.0.0 has go, rust`}, said)
}

func run(t *testing.T, dir string, update bool) *Outcome {
	t.Helper()
	out, err := Test(t.Context(), dir, update, nil)
	require.NoError(t, err)
	return out
}

func TestGoldenFiles(t *testing.T) {
	dir := demo(t, nil)
	assert.Len(t, run(t, dir, false).Failures, 8, "two stages in two languages, without and with the platform")
	out := run(t, dir, true)
	assert.Len(t, out.Updated, 8)
	assert.Equal(t, 8, out.Rendered)
	assert.Empty(t, run(t, dir, false).Failures)
	assert.Empty(t, run(t, dir, true).Updated, "what is right is not written")
	golden, err := os.ReadFile(filepath.Join(dir, "tests", "golden", "tree-go-platforms.txtar"))
	require.NoError(t, err)
	assert.Equal(t, `# demo 1.0.0: tree, go, with mesh. Written by 'kubectl svc pack test --update'.
-- budget --
one
-- conf --
name = sample

retries = 1

owner = team-a
-- logo.png --
(4 bytes, sha256:`, string(golden)[:strings.Index(string(golden), "sha256:")+7])
	assert.Contains(t, string(golden), "-- mesh --\nm\n-- sample.md --\nx\n")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "tree", "common", "budget"), []byte("two\n"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tests", "golden", "old-go.txtar"), nil, 0o644))
	failures := run(t, dir, false).Failures
	require.Len(t, failures, 5)
	assert.Equal(t, "tests/golden/tree-go.txtar", failures[0].Of)
	assert.Contains(t, failures[0].Diff, "\n-one\n+two\n")
	assert.Equal(t, Failure{Of: "tests/golden/old-go.txtar", Text: "the pack makes no such service any more: remove it with --update"}, failures[4])
	assert.Len(t, run(t, dir, true).Updated, 5)
	assert.Empty(t, run(t, dir, false).Failures)
}

func TestEdits(t *testing.T) {
	for name, c := range map[string]struct {
		edit  string
		fails string // empty: every promotion keeps it
	}{
		"one that the template lets stand":    {"{path: conf, replace: retries = 1, with: retries = 5}", ""},
		"lines at the end of another file":    {"{path: main.go, append: \"// ours\\n\"}", ""},
		"a file of the user's own":            {"{path: own, write: ours}", ""},
		"a file that is gone":                 {"{path: mesh2, delete: true}", "there is no mesh2 to edit"},
		"one where the template changes, too": {"{path: conf, append: \"owner = ours\\n\"}", "conf"},
		"one that is not there":               {"{path: conf, replace: retries = 2, with: x}", `holds "retries = 2" 0 times`},
		"a file where the template has one":   {"{path: budget, write: ours}", "conflict"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := demo(t, map[string]string{"tests/tests.yaml": testsHead + "  parameters: {owner: team-a}\n  edits: [{name: ours, stage: seed, language: go, files: [" + c.edit + "]}]\n"})
			run(t, dir, true)
			out := run(t, dir, false)
			if c.fails == "" {
				assert.Empty(t, out.Failures)
				assert.Equal(t, 1, out.Promotions)
				return
			}
			require.NotEmpty(t, out.Failures)
			assert.Equal(t, "ours", out.Failures[0].Of)
			assert.Contains(t, out.Failures[0].Text, c.fails)
		})
	}
}

// What is made by init has no mistakes and passes its tests.
func TestInit(t *testing.T) {
	for name, full := range map[string]bool{"small": false, "full": true} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "Acme_Packs")
			files, err := Init(t.Context(), dir, "", full)
			require.NoError(t, err)
			assert.Contains(t, files, "pack.yaml")
			assert.Empty(t, lint(t, dir))
			p, err := source.Open(t.Context(), dir, ".")
			require.NoError(t, err)
			assert.Equal(t, "acme-packs 0.1.0", p.String())
			assert.Equal(t, full, p.Base == nil)
			manifest, err := os.ReadFile(filepath.Join(dir, "pack.yaml"))
			require.NoError(t, err)
			if !full {
				assert.Less(t, strings.Count(string(manifest), "\n"), 60)
			}
			run(t, dir, true)
			assert.Empty(t, run(t, dir, false).Failures)
			_, err = Init(t.Context(), dir, "", full)
			require.ErrorContains(t, err, "is not empty")
		})
	}
	t.Run("where one is", func(t *testing.T) {
		t.Chdir(t.TempDir())
		before, err := os.Stat(".")
		require.NoError(t, err)
		_, err = Init(t.Context(), ".", "acme", false)
		require.NoError(t, err)
		after, err := os.Stat(".")
		require.NoError(t, err)
		assert.True(t, os.SameFile(before, after), "a shell in it goes on")
		assert.Empty(t, lint(t, "."))
		left, err := filepath.Glob(".pack-*")
		require.NoError(t, err)
		assert.Empty(t, left)
	})
	dir := filepath.Join(t.TempDir(), "x")
	_, err := Init(t.Context(), dir, "Not A Name", false)
	require.ErrorContains(t, err, `"Not A Name"`)
	_, err = Init(t.Context(), dir, "standard", false)
	require.ErrorContains(t, err, "built-in")
	assert.NoDirExists(t, dir, "nothing is written")
}

// Of a pack that extends another, golden files hold what that makes otherwise.
func TestGoldenFilesOfAnExtension(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "acme")
	_, err := Init(t.Context(), dir, "", false)
	require.NoError(t, err)
	run(t, dir, true)
	golden, err := os.ReadFile(filepath.Join(dir, "tests", "golden", "prototype-go.txtar"))
	require.NoError(t, err)
	assert.Contains(t, string(golden), "-- docs/house-rules.md --\n# House rules of sample\n")
	assert.Contains(t, string(golden), "containerPort: 8081", "another default is seen where it matters")
	assert.NotContains(t, string(golden), "-- .dockerignore --", "what is as the standard pack has it is not")
}
