package text

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

func TestName(t *testing.T) {
	assert.Equal(t, "text", Merger{}.Name())
}

// Each file in testdata holds one rule and an example of it. Where there is a
// base, git has to come to the same text, unless the rule begins with "Unlike
// git".
func TestMerge(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			rule := string(archive.Comment)
			section := map[string][]byte{}
			for _, f := range archive.Files {
				section[f.Name] = append([]byte{}, f.Data...)
			}
			s := merge.Sides{Base: section["base"], Yours: section["yours"], Template: section["template"]}
			want := string(section["want"])

			got := Merger{}.Merge(s, labels(), nil)

			assert.Equal(t, want, string(got.Content), rule)
			assert.Equal(t, strings.Contains(want, "<<<<<<<"), len(got.Conflicts) > 0, rule)
			assert.Empty(t, got.Settled)
			if s.Base != nil {
				fromGit, _ := newGit(t).merge(t, s)
				assert.Equal(t, !strings.HasPrefix(rule, "Unlike git"), fromGit == want, "git says:\n%s", fromGit)
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
			got := Merger{}.Merge(sides(tt.base, tt.yours, tt.template), labels(), nil)
			assert.Equal(t, tt.want, got.Conflicts)
		})
	}
}

func TestLabelsStandInTheMarkers(t *testing.T) {
	l := merge.Labels{Yours: "yours", Base: "base (prototype, standard 1.0.0)", Template: "template (rapid, standard 1.0.0)"}
	got := Merger{}.Merge(sides("b\n", "y\n", "t\n"), l, nil)
	assert.Equal(t, "<<<<<<< yours\ny\n||||||| base (prototype, standard 1.0.0)\nb\n=======\nt\n>>>>>>> template (rapid, standard 1.0.0)\n",
		string(got.Content))
}

func TestSidesAreNotTouched(t *testing.T) {
	s := sides("a\n", "a\n", "b\n")
	got := Merger{}.Merge(s, labels(), nil)
	got.Content[0] = 'x'
	assert.Equal(t, sides("a\n", "a\n", "b\n"), s, "the result shares memory with what it came from")
}

func TestMergeIsTheSameEveryTime(t *testing.T) {
	s := scenario(seeded(4), styles()[1])
	first := Merger{}.Merge(s, labels(), nil)
	require.True(t, bytes.Equal(first.Content, Merger{}.Merge(s, labels(), nil).Content))
}

func sides(base, yours, template string) merge.Sides {
	return merge.Sides{Base: []byte(base), Yours: []byte(yours), Template: []byte(template)}
}
