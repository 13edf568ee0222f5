package gomod

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

const head = "module example.com/orders\n\ngo 1.25.0\n"

func TestConflictsNameTheStatementAndItsValues(t *testing.T) {
	got := Merger{}.Merge(mergetest.Sides(
		head+"require example.com/a v1.0.0\nreplace example.com/b => ../b\nretract v1.0.0 // leaks\n",
		head+"replace example.com/b => ../mine\nretract v1.0.0 // leaks memory\n",
		head+"require example.com/a v1.1.0\nreplace example.com/b => example.com/fork v1.0.0\nretract v1.0.0 // leaks files\n",
	), mergetest.Labels(), nil)
	assert.ElementsMatch(t, []merge.Conflict{
		{Field: "require example.com/a", Base: "v1.0.0", Template: "v1.1.0"},
		{Field: "replace example.com/b =>", Base: "../b", Yours: "../mine", Template: "example.com/fork v1.0.0"},
		{Field: "retract v1.0.0", Base: "retract v1.0.0 // leaks", Yours: "retract v1.0.0 // leaks memory", Template: "retract v1.0.0 // leaks files"},
	}, got.Conflicts)
}

func TestDecide(t *testing.T) {
	s := mergetest.Sides(head+"\nrequire example.com/a v1.0.0\n\nreplace example.com/b => ../b\n",
		head+"\nreplace example.com/b => ../mine\n", head+"\nrequire example.com/a v1.1.0\n\nreplace example.com/b => ../theirs\n")
	for choice, want := range map[merge.Choice]string{
		merge.TakeYours:    head + "\nreplace example.com/b => ../mine\n",
		merge.TakeTemplate: head + "\nrequire example.com/a v1.1.0\n\nreplace example.com/b => ../theirs\n",
	} {
		got := Merger{}.Merge(s, mergetest.Labels(), func(merge.Conflict) merge.Choice { return choice })
		assert.Equal(t, want, string(got.Content))
		assert.Len(t, got.Settled, 2)
		assert.Empty(t, got.Conflicts)
	}
}

func TestEndingsAreThoseOfYours(t *testing.T) {
	crlf := func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
	got := Merger{}.Merge(mergetest.Sides(head, crlf(head+"\nrequire example.com/a v1.0.0"), strings.Replace(head, "25", "26", 1)+"\nrequire (\n\texample.com/b v1.0.0\n\texample.com/c v1.0.0\n)\n"), mergetest.Labels(), nil)
	assert.Equal(t, crlf(strings.Replace(head, "25", "26", 1)+"\nrequire example.com/a v1.0.0\nrequire example.com/b v1.0.0\nrequire example.com/c v1.0.0"), string(got.Content))
}

// many is a go.mod file with so many requirements, of which each side changed
// every tenth.
func many(n int) merge.Sides {
	var text [3]strings.Builder
	for side := range text {
		text[side].WriteString(head + "\nrequire (\n")
		for i := range n {
			minor := 0
			if side > 0 && i%10 == side {
				minor = 1
			}
			fmt.Fprintf(&text[side], "\texample.com/m%06d v1.%d.0\n", i, minor)
		}
		text[side].WriteString(")\n")
	}
	return mergetest.Sides(text[0].String(), text[1].String(), text[2].String())
}

func TestLargeFilesMergeByTheirGrammar(t *testing.T) {
	got := Merger{}.Merge(many(5_000), mergetest.Labels(), nil)
	require.NoError(t, Merger{}.Check(got.Content))
	assert.Empty(t, got.Fallback)
	assert.Empty(t, got.Conflicts)
	assert.Equal(t, 1_000, strings.Count(string(got.Content), "v1.1.0"))
}

func BenchmarkMerge(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprintf("%dLines", n), func(b *testing.B) {
			s := many(n)
			b.SetBytes(int64(len(s.Base) + len(s.Yours) + len(s.Template)))
			b.ReportAllocs()
			for b.Loop() {
				Merger{}.Merge(s, mergetest.Labels(), nil)
			}
		})
	}
}
