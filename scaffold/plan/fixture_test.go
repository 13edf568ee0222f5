package plan

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/format"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// lines turns words into a text, one word a line: "a b" is "a\nb\n". What has
// line breaks already stays as it is.
func lines(words string) string {
	if strings.Contains(words, "\n") || words == "" {
		return words
	}
	return strings.ReplaceAll(words, " ", "\n") + "\n"
}

// crlf is lines with the line endings of a checkout on Windows.
func crlf(words string) string { return strings.ReplaceAll(lines(words), "\n", "\r\n") }

// plain is a file of such lines, and script one that can be executed.
func plain(words string) tree.File { return tree.File{Content: []byte(lines(words))} }
func script(words string) tree.File {
	return tree.File{Content: []byte(lines(words)), Executable: true}
}

// absent is how tables write that a version does not exist.
const absent = "—"

// only is a tree of one file, or of none.
func only(path, words string) tree.Tree {
	if words == absent {
		return tree.Tree{}
	}
	return tree.Tree{path: plain(words)}
}

// marked is a place with conflict markers.
func marked(yours, base, template string) string {
	return "<<<<<<< yours\n" + lines(yours) + "||||||| base\n" + lines(base) + "=======\n" + lines(template) + ">>>>>>> template\n"
}

// input for a plan over three trees, with policy merge for every file.
func input(base, yours, template tree.Tree) Input {
	return Input{
		Stage: Stages{From: "seed", To: "tree"},
		Base:  base, Yours: yours, Template: template,
		Rule:   func(path string) pack.FileRule { return pack.FileRule{Path: path, Policy: pack.PolicyMerge} },
		Labels: merge.Labels{Yours: "yours", Base: "base", Template: "template"},
		Merger: format.For,
	}
}

// resolve parses the values of --resolve.
func resolve(t *testing.T, flags ...string) []Resolution {
	t.Helper()
	var all []Resolution
	for _, flag := range flags {
		r, err := ParseResolution(flag)
		require.NoError(t, err)
		all = append(all, r)
	}
	return all
}

func compute(t *testing.T, in Input) *Plan {
	t.Helper()
	p, err := Compute(in)
	require.NoError(t, err)
	return p
}

// single is the one action of a plan.
func single(t *testing.T, p *Plan) *Action {
	t.Helper()
	require.Len(t, p.Actions, 1)
	return &p.Actions[0]
}

// apply carries a plan out in memory.
func apply(yours tree.Tree, p *Plan) tree.Tree {
	out := maps.Clone(yours)
	for _, a := range p.Actions {
		if a.From != "" {
			delete(out, a.From)
		}
		delete(out, a.Path)
		if a.After != nil {
			out[a.Path] = *a.After
		}
		if a.Beside != nil {
			out[a.Path+BesideSuffix] = *a.Beside
		}
	}
	return out
}

// assertTree compares trees as text.
func assertTree(t *testing.T, want, got tree.Tree) {
	t.Helper()
	show := func(all tree.Tree) map[string]string {
		out := map[string]string{}
		for path, f := range all {
			mode := "plain"
			if f.Executable {
				mode = "executable"
			}
			out[path] = mode + ": " + string(f.Content)
		}
		return out
	}
	assert.Equal(t, show(want), show(got))
}
