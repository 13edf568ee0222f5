package text

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

func TestName(t *testing.T) {
	assert.Equal(t, "text", Merger{}.Name())
}

// Each file in testdata holds one rule and an example of it. Where there is a
// base, git has to come to the same text, unless the rule begins with "Unlike
// git".
func TestMerge(t *testing.T) {
	for _, e := range mergetest.Examples(t) {
		t.Run(e.Name, func(t *testing.T) {
			e.Check(t, Merger{}.Merge(e.Sides, mergetest.Labels(), nil))
			if e.Sides.Base != nil {
				fromGit, _ := newGit(t).merge(t, e.Sides)
				assert.Equal(t, !strings.HasPrefix(e.Rule, "Unlike git"), fromGit == e.Want, "git says:\n%s", fromGit)
			}
		})
	}
}

func TestConflictsTellTheirPlaceAndAllVersions(t *testing.T) {
	tests := []struct {
		name                  string
		base, yours, template string
		want                  []merge.Conflict
	}{
		{
			name: "two places, counted in yours",
			base: "a\nb\nc\nd\n", yours: "new\na\nB\nc\nD\n", template: "a\nbb\nc\ndd\n",
			want: []merge.Conflict{
				{Field: "line 3", Base: "b\n", Yours: "B\n", Template: "bb\n"},
				{Field: "line 5", Base: "d\n", Yours: "D\n", Template: "dd\n"},
			},
		},
		{
			name: "deleted in yours at the end: the line after the last",
			base: "a\nb\n", yours: "a\n", template: "a\nB\n",
			want: []merge.Conflict{{Field: "line 2", Base: "b\n", Template: "B\n"}},
		},
		{
			name: "always with LF at the end of each line",
			base: "a\r\nb", yours: "a\r\nB", template: "a\r\nbb",
			want: []merge.Conflict{{Field: "line 2", Base: "b\n", Yours: "B\n", Template: "bb\n"}},
		},
		{
			name: "none",
			base: "a\nb\nc\n", yours: "A\nb\nc\n", template: "a\nb\nC\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Merger{}.Merge(mergetest.Sides(tt.base, tt.yours, tt.template), mergetest.Labels(), nil)
			assert.Equal(t, tt.want, got.Conflicts)
		})
	}
}

func TestLabelsStandInTheMarkers(t *testing.T) {
	l := merge.Labels{Yours: "yours", Base: "base (prototype, standard 1.0.0)", Template: "template (rapid, standard 1.0.0)"}
	got := Merger{}.Merge(mergetest.Sides("b\n", "y\n", "t\n"), l, nil)
	assert.Equal(t, "<<<<<<< yours\ny\n||||||| base (prototype, standard 1.0.0)\nb\n=======\nt\n>>>>>>> template (rapid, standard 1.0.0)\n",
		string(got.Content))
}

func TestSidesAreNotTouched(t *testing.T) {
	s := mergetest.Sides("a\n", "a\n", "b\n")
	got := Merger{}.Merge(s, mergetest.Labels(), nil)
	got.Content[0] = 'x'
	assert.Equal(t, mergetest.Sides("a\n", "a\n", "b\n"), s, "the result shares memory with what it came from")
}

func TestMergeIsTheSameEveryTime(t *testing.T) {
	s := scenario(seeded(4), styles()[1])
	first := Merger{}.Merge(s, mergetest.Labels(), nil)
	require.True(t, bytes.Equal(first.Content, Merger{}.Merge(s, mergetest.Labels(), nil).Content))
}
