package lines

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// Each file in testdata holds one rule and an example of it; its name begins
// with the kind of the set. A rule says so where the file merges as text.
func TestMerge(t *testing.T) {
	for _, e := range mergetest.Examples(t) {
		t.Run(e.Name, func(t *testing.T) {
			kind := Ignore
			if strings.HasPrefix(e.Name, "sums-") {
				kind = Sums
			}
			e.Check(t, Merger{kind}.Merge(e.Sides, mergetest.Labels(), nil))
		})
	}
}

func TestEndingsAreThoseOfYours(t *testing.T) {
	tests := []struct{ name, base, yours, template, want string }{
		{"CRLF", "a\n", "a\r\nmine\r\n", "a\nb\n", "a\r\nmine\r\nb\r\n"},
		{"no final newline", "a\n", "a", "a\nb\nc\n", "a\nb\nc"},
		{"a byte order mark", "a\n", "\ufeffa\nmine\n", "new\n\na\n", "\ufeffnew\n\na\nmine\n"},
		{"a blank behind a pattern is no change", "a\nb\n", "a \nb\nmine\n", "b\n", "b\nmine\n"},
		{"an escaped one is", "a\nb\n", "a\\ \nb\nmine\n", "b\n", "a\\ \nb\nmine\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Merger{}.Merge(mergetest.Sides(tt.base, tt.yours, tt.template), mergetest.Labels(), nil)
			assert.Equal(t, tt.want, string(got.Content))
		})
	}
}

func TestConflictNamesTheModule(t *testing.T) {
	s := mergetest.Sides("", "example.com/b v1.0.0 h1:one=\n", "example.com/b v1.0.0 h1:two=\n")
	got := Merger{Sums}.Merge(s, mergetest.Labels(), nil)
	assert.Equal(t, []merge.Conflict{{
		Field: "example.com/b v1.0.0", Yours: "example.com/b v1.0.0 h1:one=", Template: "example.com/b v1.0.0 h1:two=",
	}}, got.Conflicts)
	got = Merger{Sums}.Merge(s, mergetest.Labels(), func(merge.Conflict) merge.Choice { return merge.TakeTemplate })
	assert.Equal(t, "example.com/b v1.0.0 h1:two=\n", string(got.Content))
	assert.Len(t, got.Settled, 1)
}

// FuzzMerge checks on any bytes: without a change on one side the other side
// is the result, and a pattern is in the result exactly if one side has it
// that the other did not remove.
func FuzzMerge(f *testing.F) {
	f.Add([]byte("a\nb\n"), []byte("a\n# x\nmine"), []byte("\ufeffnew\r\n\na\nb\n"), false)
	f.Add([]byte("a\n!b\n"), []byte("!b\na\n"), []byte("a\n!b\nc\\ \n"), false)
	f.Add([]byte("<"), []byte(" "), []byte("<\xf5\r\r\r\r"), false)
	f.Add([]byte("m v1 h1:a\n"), []byte("m v1 h1:b\nn v1 h1:c"), []byte("m v1 h1:d\n"), true)
	f.Fuzz(func(t *testing.T, base, yours, template []byte, sums bool) {
		kind := Ignore
		if sums {
			kind = Sums
		}
		merged := func(b, y, tm []byte) merge.Result {
			return Merger{kind}.Merge(merge.Sides{Base: b, Yours: y, Template: tm}, mergetest.Labels(), nil)
		}
		base = append([]byte{}, base...)
		require.Equal(t, string(yours), string(merged(base, yours, base).Content))
		require.Equal(t, string(template), string(merged(base, base, template).Content))
		got := merged(base, yours, template)
		if got.Fallback != "" || len(got.Conflicts) > 0 {
			return
		}
		numbers := number(base, yours, template)
		parse := func(content []byte) *set { return kind.parse(string(content), numbers) }
		b, y, tm, result := parse(base), parse(yours), parse(template), parse(got.Content)
		for _, r := range result.rows {
			require.True(t, r.blank() || y.has(r.id) || tm.has(r.id), "%q comes from nowhere", r.key)
		}
		for _, s := range []*set{b, y, tm} {
			for _, r := range s.rows {
				if r.blank() || r.comment {
					continue // comments are told apart by their order, which may change
				}
				kept := y.has(r.id) && tm.has(r.id) || !b.has(r.id) && (y.has(r.id) || tm.has(r.id))
				require.Equal(t, kept, result.has(r.id), "%q", r.key)
			}
		}
	})
}
