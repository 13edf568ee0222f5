package fallback

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// unique wants no line twice.
func unique(content []byte) error {
	lines := bytes.Split(content, []byte("\n"))
	for i, l := range lines {
		for _, other := range lines[:i] {
			if bytes.Equal(l, other) {
				return fmt.Errorf("%q stands twice", l)
			}
		}
	}
	return nil
}

func TestToText(t *testing.T) {
	tests := []struct{ name, base, yours, template, want, why string }{
		{"a good result stays", "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n", "why"},
		{"a bad one is one conflict of the lines that differ", "0\na\nb\n1\n", "0\nnew\na\nb\n1\n", "0\na\nb\nnew\n1\n",
			"0\n<<<<<<< yours\nnew\na\nb\n||||||| base\na\nb\n=======\na\nb\nnew\n>>>>>>> template\n1\n",
			`why; merged by line, "new" stands twice`},
		{"one with conflicts is for the user", "0\n", "a\n", "b\n",
			"<<<<<<< yours\na\n||||||| base\n0\n=======\nb\n>>>>>>> template\n", "why"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := merge.Sides{Base: []byte(tt.base), Yours: []byte(tt.yours), Template: []byte(tt.template)}
			got := ToText("why", s, mergetest.Labels(), nil, unique)
			assert.Equal(t, tt.want, string(got.Content))
			assert.Equal(t, tt.why, got.Fallback)
		})
	}
}

func TestOneConflictShowsWhatDiffers(t *testing.T) {
	tests := []struct {
		name, base, yours, template string
		want                        merge.Conflict
	}{
		{"in the middle", "a\nb\nc\n", "a\nB\nc\n", "a\nbb\nc\n", merge.Conflict{Field: "line 2", Base: "b\n", Yours: "B\n", Template: "bb\n"}},
		{"a line that grows", "a\na\n", "a\n", "a\na\na\n", merge.Conflict{Field: "line 2", Base: "a\n", Yours: "", Template: "a\na\n"}},
		{"without final newline", "a\nb", "a\nB", "a\nxb", merge.Conflict{Field: "line 2", Base: "b", Yours: "B", Template: "xb"}},
		{"a last line that others end with", "a\nxb", "a\nb", "a\nyb", merge.Conflict{Field: "line 2", Base: "xb", Yours: "b", Template: "yb"}},
		{"nothing in common", "a", "b", "c", merge.Conflict{Field: "line 1", Base: "a", Yours: "b", Template: "c"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := merge.Sides{Base: []byte(tt.base), Yours: []byte(tt.yours), Template: []byte(tt.template)}
			got := oneConflict(s, mergetest.Labels(), nil)
			assert.Equal(t, []merge.Conflict{tt.want}, got.Conflicts)
			s.Base = nil
			tt.want.Base = ""
			assert.Equal(t, []merge.Conflict{tt.want}, oneConflict(s, mergetest.Labels(), nil).Conflicts)
		})
	}
}
