//go:build !race

package isolate

import (
	"context"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/render"
)

// The test program is its own renderer, as kubectl-svc is.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == Argument {
		if err := Serve(context.Background(), os.Stdin, os.Stdout); err != nil {
			panic(err)
		}
		return
	}
	os.Exit(m.Run())
}

// packOf is a pack of one stage; files lie in its common folder.
func packOf(t *testing.T, rules string, files map[string]string) *pack.Pack {
	t.Helper()
	fsys := fstest.MapFS{pack.FileName: {Data: []byte(`apiVersion: kubectl-svc.dev/v1alpha1
kind: TemplatePack
metadata: {name: demo, version: 1.2.0}
spec:
  stages: [{name: seed, summary: an idea}]
  parameters: [{name: port, type: integer, default: 8080}, {name: hosts, type: list, default: [a, b]}]
` + rules)}}
	for name, text := range files {
		fsys["seed/common/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	p, err := pack.Load(fsys)
	require.NoError(t, err)
	return p
}

func inputs(t *testing.T, p *pack.Pack) render.Inputs {
	t.Helper()
	values, err := p.Values("seed", "", nil)
	require.NoError(t, err)
	return render.Inputs{Name: "orders", Stage: "seed", Path: "services/orders", Platform: []string{"mesh"}, Parameters: values}
}

func process(t *testing.T) *Process {
	t.Helper()
	p, err := Self()
	require.NoError(t, err)
	return p
}

// What comes out is what this process would have made.
func TestRenderIsTheSame(t *testing.T) {
	p := packOf(t, "  files: [{path: 'r/*', at: repository}, {path: OWNERS, at: shared}, {path: '*.sh', mode: '0755'}, {path: mesh, when: \"'mesh' in platform\"}]\n",
		map[string]string{
			"a.tmpl": "[[ .Name ]] [[ .Parameters.port ]] [[ join `,` .Parameters.hosts ]]\n", "run.sh": "#!/bin/sh\n",
			"binary": "\x00\xff", "empty": "", "mesh": "m\n", "r/[[ .Name ]].yaml.tmpl": "x: [[ .Path ]]\n", "OWNERS": "* @a\n",
		})
	want, err := render.All(t.Context(), p, inputs(t, p))
	require.NoError(t, err)

	got, err := process(t).Render(t.Context(), p, inputs(t, p))

	require.NoError(t, err)
	assert.Equal(t, want.Sources, got.Sources)
	require.Equal(t, want.Files.Paths(), got.Files.Paths())
	for path, f := range want.Files {
		assert.True(t, f.Equal(got.Files[path]), path)
	}
	assert.Equal(t, want.Shared, got.Shared)
	require.NotEmpty(t, got.Shared)
}

func TestMistakesAreTold(t *testing.T) {
	p := packOf(t, "", map[string]string{"a.tmpl": "[[ .Nickname ]]"})
	_, want := render.All(t.Context(), p, inputs(t, p))
	_, err := process(t).Render(t.Context(), p, inputs(t, p))
	require.EqualError(t, err, want.Error())

	two := packOf(t, "", map[string]string{"a.tmpl": "[[ .Nickname ]]", "b.tmpl": "[[ .Nickname ]]"})
	_, err = process(t).Render(t.Context(), two, inputs(t, two))
	require.ErrorContains(t, err, "seed/common/a.tmpl:1: ")
	assert.Len(t, pack.Mistakes(err), 2, "of every file")

	broken := packOf(t, "", map[string]string{"a.tmpl": "x\n[[ if ]]", "b.tmpl": "[[ nofunction ]]"})
	mistakes, err := process(t).Check(t.Context(), broken)
	require.NoError(t, err)
	require.Len(t, mistakes, 2)
	assert.Equal(t, "seed/common/a.tmpl", mistakes[0].File)
	assert.Equal(t, 2, mistakes[0].Line)
}

// Templates that this process could not stop.
func TestHostileTemplates(t *testing.T) {
	// A process that is short of memory may use its time up with looking for some.
	const cpu, memory, deep = "of computing", "it needs more than", "too deep"
	for name, c := range map[string]struct{ template, says string }{
		"one that never ends":               {"[[ range 100000000000 ]][[ end ]]", cpu},
		"loops in loops":                    {"[[ range until 10000 ]][[ range until 10000 ]][[ range until 10000 ]][[ end ]][[ end ]][[ end ]]", cpu},
		"one that prints without end":       {"[[ range 100000000000 ]]xxxxxxxxxxxxxxxx[[ end ]]", "16 MiB"},
		"a text that doubles":               {"[[ $x := `aaaaaaaa` ]][[ range 100 ]][[ $x = print $x $x ]][[ end ]]", memory},
		"a list that grows":                 {"[[ $x := list ]][[ range 100000000000 ]][[ $x = append $x `aaaaaaaaaaaaaaaa` ]][[ end ]]", memory},
		"one that calls itself":             {"[[ define `x` ]][[ template `x` . ]][[ end ]][[ template `x` . ]]", deep},
		"one that includes itself":          {"[[ define `x` ]][[ include `x` . ]][[ end ]][[ include `x` . ]]", "100 deep"},
		"a mapping that contains itself":    {"[[ $d := dict ]][[ $_ := set $d `a` $d ]][[ print $d ]]", deep},
		"a copy of one":                     {"[[ $d := dict ]][[ $_ := set $d `a` $d ]][[ $_ = deepCopy $d ]]", memory},
		"parentheses in each other":         {"[[ " + strings.Repeat("(", 1<<20), "max expression depth exceeded"},
		"blocks in each other":              {strings.Repeat("[[ if true ]]", 1<<18), deep},
		"a count that is too high":          {"[[ until 1000000000 ]]", "10000 is the most"},
		"a count that is too low":           {"[[ until -9223372036854775808 ]]", "10000 is the most"},
		"a step that is too small":          {"[[ untilStep 0 1000000000 1 ]]", "10000 is the most"},
		"a sequence that is too long":       {"[[ seq 0 1000000000 ]]", "10000 is the most"},
		"a text repeated too often":         {"[[ repeat 1000000000 `x` ]]", "1048576 is the most"},
		"an indent that is too wide":        {"[[ indent 1000000000 `x` ]]", "cannot be indented"},
		"a new line with one":               {"[[ nindent 1000000000 `x` ]]", "cannot be indented"},
		"a replacement that makes too much": {"[[ replace `a` (repeat 10000 `b`) (repeat 10000 `a`) ]]", "1048576 is the most"},
	} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS != "linux" && c.says == memory {
				t.Skip("only Linux bounds a process's memory so")
			}
			p := packOf(t, "", map[string]string{"a.tmpl": c.template})
			_, err := process(t).Render(t.Context(), p, inputs(t, p))
			require.Error(t, err)
			assert.NotContains(t, err.Error(), "\n")
			assert.Contains(t, err.Error(), c.says)
		})
	}
}

// Conditions are bounded by their cost.
func TestHostileConditions(t *testing.T) {
	list := "[" + strings.Repeat("1,", 99) + "1]"
	for name, c := range map[string]struct{ when, says string }{
		"loops in loops":  {list + ".all(a, " + list + ".all(b, " + list + ".all(c, " + list + ".all(d, a + b + c + d > 0))))", "cost limit exceeded"},
		"nested too deep": {strings.Repeat("!(", 2000) + "true" + strings.Repeat(")", 2000), "recursion limit exceeded"},
		"very long":       {"true" + strings.Repeat(" && true", 20_000), "exceeds limit"},
	} {
		t.Run(name, func(t *testing.T) {
			p := packOf(t, "  files: [{path: a, when: '"+c.when+"'}]\n", map[string]string{"a": "x"})
			_, err := process(t).Render(t.Context(), p, inputs(t, p))
			require.Error(t, err)
			assert.NotContains(t, err.Error(), "\n")
			assert.Contains(t, err.Error(), c.says)
			assert.Less(t, len(err.Error()), 1000)
		})
	}
}

func TestItEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := packOf(t, "", map[string]string{"a.tmpl": "[[ .Name ]]"})
	_, err := process(t).Render(ctx, p, inputs(t, p))
	require.ErrorIs(t, err, context.Canceled)
}

// Nothing of what surrounds the program reaches the process.
func TestItKnowsNoEnvironment(t *testing.T) {
	t.Setenv("SECRET", "hunter2")
	for _, variable := range environment() {
		assert.NotContains(t, variable, "hunter2")
	}
}
