package yaml

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// What txtar cannot hold: line endings, byte order marks, the end of a file.
func TestEndings(t *testing.T) {
	const base = "a: 1\nb: 1\nenv:\n  - name: A\n"
	crlf := func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
	tests := []struct {
		name                        string
		base, yours, template, want string
	}{
		{
			name: "yours has CRLF: so has what is inserted",
			base: base, yours: crlf("a: 2\nb: 1\nenv:\n  - name: A\n"), template: "a: 1\nb: 1\nenv:\n  - name: A\n    value: |\n      x\n      y\nc: 1\n",
			want: crlf("a: 2\nb: 1\nenv:\n  - name: A\n    value: |\n      x\n      y\nc: 1\n"),
		},
		{
			name: "the template has CRLF: what is inserted has not",
			base: crlf(base), yours: "a: 2\nb: 1\nenv:\n  - name: A\n", template: crlf("a: 1\nb: 1\nenv:\n  - name: A\n  - name: B\n"),
			want: "a: 2\nb: 1\nenv:\n  - name: A\n  - name: B\n",
		},
		{
			name: "markers have the ending of yours",
			base: base, yours: crlf("a: 2\nb: 1\nenv:\n  - name: A\n"), template: strings.Replace(base, "a: 1", "a: 3", 1),
			want: crlf("<<<<<<< yours\na: 2\n||||||| base\na: 1\n=======\na: 3\n>>>>>>> template\nb: 1\nenv:\n  - name: A\n"),
		},
		{
			name: "the byte order mark of yours stays",
			base: base, yours: "\ufeffa: 2\nb: 1\nenv:\n  - name: A\n", template: "z: 0\na: 1\nb: 3\nenv: []\n",
			want: "\ufeffz: 0\na: 2\nb: 3\nenv: []\n",
		},
		{
			name: "that of the template does not come",
			base: base, yours: "a: 2\nb: 1\nenv:\n  - name: A\n", template: "\ufeff" + base + "c: 1\n",
			want: "a: 2\nb: 1\nenv:\n  - name: A\nc: 1\n",
		},
		{
			name: "no line ending at the end of yours: none at that of the result",
			base: base, yours: "a: 2\nb: 1\nenv:\n  - name: A", template: base + "  - name: B\nc: 1\n",
			want: "a: 2\nb: 1\nenv:\n  - name: A\n  - name: B\nc: 1",
		},
		{
			name: "no line ending at the end of base and yours: the template's counts",
			base: "a: 1\nb: 1", yours: "a: 2\nb: 1", template: "a: 1\nb: 1\nc: 1\n",
			want: "a: 2\nb: 1\nc: 1\n",
		},
		{
			name: "a conflict at the end ends its lines",
			base: "a: 1\nb: 1", yours: "a: 1\nb: 2", template: "a: 1\nb: 3",
			want: "a: 1\n<<<<<<< yours\nb: 2\n||||||| base\nb: 1\n=======\nb: 3\n>>>>>>> template\n",
		},
		{
			name: "nothing in base: both add",
			base: "", yours: "a: 1\n", template: "b: 1\n",
			want: "a: 1\nb: 1\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := mergetest.Sides(tt.base, tt.yours, tt.template)
			got := Merger{}.Merge(s, mergetest.Labels(), nil)
			assert.Equal(t, tt.want, string(got.Content))
			assert.Empty(t, got.Fallback)
			requireProperties(t, s)
		})
	}
}

// TestSidesAreNotTouched: the result shares no memory with what it came from.
func TestSidesAreNotTouched(t *testing.T) {
	for _, s := range []merge.Sides{mergetest.Sides("a: 1\n", "a: 1\n", "a: 2\n"), mergetest.Sides("a: 1\n", "a: 1\nb: 1\n", "a: 2\n")} {
		before := []string{string(s.Base), string(s.Yours), string(s.Template)}
		got := Merger{}.Merge(s, mergetest.Labels(), nil)
		for i := range got.Content {
			got.Content[i] = 'x'
		}
		assert.Equal(t, before, []string{string(s.Base), string(s.Yours), string(s.Template)})
	}
}
