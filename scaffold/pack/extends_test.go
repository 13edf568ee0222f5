package pack

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const ours = `apiVersion: kubectl-svc.dev/v1alpha1
kind: TemplatePack
metadata: {name: ours, version: 2.0.0}
spec:
  extends: {name: demo, version: 1.0.0}
`

// on loads a pack that extends the demo pack with some parameters and rules.
func on(t *testing.T, spec string, files ...string) (*Pack, error) {
	t.Helper()
	base, err := Load(folder(demo+`  parameters:
    - {name: port, type: integer, default: 8080, minimum: 1024, description: where it listens}
    - {name: owner, type: string, requiredFrom: tree}
  files: [{path: "*.sh", mode: "0755", policy: once}]
  renames: [{from: a, to: b, since: 1.0.0}]
`, "partials/p.tmpl", "seed/common/a", "seed/go/b.tmpl", "tree/common/c"))
	require.NoError(t, err)
	return LoadOn(folder(ours+spec, files...), func(e Extends) (*Pack, error) {
		if e.Version != "1.0.0" {
			return nil, errors.New("there is no such version")
		}
		return base, nil
	})
}

func TestExtendingIsAddingAndChanging(t *testing.T) {
	p, err := on(t, `  stages:
    - {name: ripe, after: tree, summary: ready}
    - {name: sprout, before: tree, summary: small}
    - {name: tree, summary: taller, removes: [a]}
  languages: [rust]
  parameters:
    - {name: price, type: number, requiredFrom: ripe}
    - {name: port, default: 9000, maximum: 9999}
  files: [{path: run.sh, policy: merge}]
`, "seed/common/own", "seed/go/b", "seed/rust/main.rs", "ripe/common/d")
	require.NoError(t, err)

	assert.Equal(t, "ours 2.0.0", p.String())
	assert.Equal(t, []string{"seed", "sprout", "tree", "ripe"}, p.StageNames())
	assert.Equal(t, "taller", p.Spec.Stages[2].Summary)
	assert.Equal(t, []string{"a"}, p.Spec.Stages[2].Removes)
	assert.Equal(t, []string{"go", "typescript", "rust"}, p.Spec.Languages)
	assert.Equal(t, []string{"port", "owner", "price"}, p.ParameterNames())
	port, _ := p.Parameter("port")
	assert.Equal(t, 9000, port.Default)
	assert.Equal(t, 1024.0, *port.Minimum, "what is not said stays")
	assert.Equal(t, 9999.0, *port.Maximum)
	assert.Equal(t, "where it listens", port.Description)
	assert.Equal(t, PolicyMerge, p.Rule("run.sh").Policy, "its own rules come first")
	assert.True(t, p.Rule("run.sh").Executable(), "and leave the rest to the base's")
	assert.Equal(t, []string{"demo 1.0.0"}, p.Bases())

	assert.NotContains(t, p.Files, "seed/go/b.tmpl", "a file of its own takes the place of the base's")
	for name, from := range map[string]string{
		"partials/p.tmpl": "demo 1.0.0", "seed/common/a": "demo 1.0.0", "tree/common/c": "demo 1.0.0",
		"seed/go/b": "ours 2.0.0", "seed/common/own": "ours 2.0.0", "seed/rust/main.rs": "ours 2.0.0", "ripe/common/d": "ours 2.0.0",
	} {
		assert.Contains(t, p.Files, name)
		assert.Equal(t, from, p.Origin(name).String(), name)
	}
	assert.NotContains(t, p.Own(), "seed/common/a", "what is kept of it is its own")
	assert.Contains(t, p.Own(), FileName)
}

func TestExtendingRefuses(t *testing.T) {
	for name, c := range map[string]struct{ spec, says string }{
		"a stage with no place":        {"  stages: [{name: ripe}]\n", "pack.yaml:6: stage ripe: say after which"},
		"a stage with two places":      {"  stages: [{name: ripe, after: seed, before: tree}]\n", "say after which"},
		"a place there is not":         {"  stages: [{name: ripe, after: bush}]\n", `there is no stage "bush"`},
		"a stage that is to move":      {"  stages: [{name: tree, before: seed}]\n", "stays where it is"},
		"another type":                 {"  parameters: [{name: port, type: string}]\n", "port is integer in what is extended"},
		"a default out of old bounds":  {"  parameters: [{name: port, default: 80}]\n", "minimum"},
		"a new parameter with no type": {"  parameters:\n    - {name: price}\n", "pack.yaml:7: parameter price: unknown type"},
		"an unknown language":          {"  parameters: [{name: port, languages: [rust]}]\n", `"rust"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := on(t, c.spec)
			requireLine(t, err, c.says)
		})
	}
	open := func(Extends) (*Pack, error) { return Load(folder(demo)) }
	load := func(extends string) error {
		_, err := LoadOn(folder("apiVersion: kubectl-svc.dev/v1alpha1\nkind: TemplatePack\nmetadata: {name: ours, version: 2.0.0}\nspec: {extends: "+extends+"}\n"), open)
		return err
	}
	requireLine(t, load("{name: other, version: 1.0.0}"), "names other", "demo 1.0.0")
	requireLine(t, load("{name: demo}"), "name and a version")
	_, err := Load(folder(demo[:len(demo)-1] + "\n"))
	require.NoError(t, err)
	_, err = Load(folder(ours))
	requireLine(t, err, "extends")
	_, err = Load(folder("apiVersion: kubectl-svc.dev/v1alpha1\nkind: TemplatePack\nmetadata: {name: x, version: 1.0.0}\nspec: {stages: [{name: a, after: b}]}\n"))
	requireLine(t, err, "after and before are for a pack that extends another")
}

// All mistakes come at once, each with its line.
func TestMistakesComeTogether(t *testing.T) {
	_, err := Load(folder(demo+`  parameters:
    - {name: A, type: string}
    - {name: port, type: integer, default: many}
  files:
    - {path: x, policy: never}
`, "seed/rust/a", "seed/common/b", "seed/common/b.tmpl"))
	var invalid *InvalidError
	require.ErrorAs(t, err, &invalid)
	var said []string
	for _, m := range invalid.Mistakes {
		said = append(said, m.String())
	}
	assert.Equal(t, []string{
		`pack.yaml:10: spec.parameters[0]: name "A": use camelCase letters and digits`,
		`pack.yaml:11: parameter port: default: parameter port: "many" is no integer`,
		`pack.yaml:13: spec.files[0]: unknown policy "never": use merge, once or lock`,
		`seed/common/b: seed/common/b and seed/common/b.tmpl make the same file: keep one`,
		`seed/rust/a: files of a stage lie in seed/common or in a language's folder`,
	}, said)
	requireLine(t, err, "and 4 more mistakes")
	_, err = Load(fstest.MapFS{FileName: {Data: []byte("spec:\n  a: 1\n  b: 2\n")}})
	assert.Equal(t, []Mistake{{FileName, 2, "unknown field a"}, {FileName, 3, "unknown field b"}}, Mistakes(err))
}

// A folder that is extended has no pin, so its content is part of the digest.
func TestDigestOfWhatExtendsAFolder(t *testing.T) {
	load := func(builtIn bool, content string) string {
		files := folder(demo)
		files["seed/common/a"] = &fstest.MapFile{Data: []byte(content)}
		p, err := LoadOn(folder("apiVersion: kubectl-svc.dev/v1alpha1\nkind: TemplatePack\nmetadata: {name: ours, version: 2.0.0}\nspec: {extends: {name: demo, version: 1.0.0, source: demo}}\n"),
			func(Extends) (*Pack, error) {
				base, err := Load(files)
				require.NoError(t, err)
				base.BuiltIn = builtIn
				return base, nil
			})
		require.NoError(t, err)
		return p.Digest
	}
	assert.NotEqual(t, load(false, "a"), load(false, "b"))
	assert.Equal(t, load(true, "a"), load(true, "b"), "the built-in pack moves with the program, whatever it is called by")
}
