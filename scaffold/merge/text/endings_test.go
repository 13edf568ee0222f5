package text

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

func TestLineEndings(t *testing.T) {
	tests := []struct {
		name                        string
		base, yours, template, want string
	}{
		{"the template's lines get those of yours",
			"a\nb\nc\n", "a\r\nb\r\nC\r\n", "A\nb\nc\n", "A\r\nb\r\nC\r\n"},
		{"the template's CRLF becomes the LF of yours",
			"a\nb\nc\n", "a\nb\nC\n", "A\r\nb\r\nc\r\n", "A\nb\nC\n"},
		{"a checkout with CRLF is no change",
			"a\nb\n", "a\r\nb\r\n", "A\nb\n", "A\r\nb\r\n"},
		{"other endings in the template are no change",
			"a\nb\nc\n", "a\nb\nC\n", "a\r\nb\r\nc\r\n", "a\nb\nC\n"},
		{"mixed endings: each line keeps its own, a new one gets the prevailing",
			"a\nb\nc\nd\n", "a\r\nb\nc\r\nD\r\n", "a\nnew\nb\nc\nd\n", "a\r\nnew\r\nb\nc\r\nD\r\n"},
		{"as many of one as of the other: LF",
			"a\nb\nc\nd\n", "a\r\nb\nc\r\nD\n", "A\nb\nc\nd\n", "A\nb\nc\r\nD\n"},
		{"a change that both sides made has the ending of yours",
			"a\nb\nc\n", "A\r\nb\r\nc\r\n", "A\nb\nC\n", "A\r\nb\r\nC\r\n"},
		{"an untouched file becomes the template's to the byte",
			"a\r\nb\n", "a\r\nb\n", "A\nb\r\n", "A\nb\r\n"},
		{"a lone CR is no ending",
			"a\rb\nc\nd\n", "a\rb\nc\nD\n", "a\rB\nc\nd\n", "a\rB\nc\nD\n"},
		{"a CR at the end of a line stays one when an ending is put behind it",
			"a\nb\nc\r", "A\nb\nc\r", "a\nb\nc\r\r\nd\n", "A\nb\nc\r\r\nd\n"},
		{"conflicts are ended as in yours throughout",
			"a\nb\n", "a\r\nB\r\n", "a\nbb\n",
			"a\r\n<<<<<<< yours\r\nB\r\n||||||| base\r\nb\r\n=======\r\nbb\r\n>>>>>>> template\r\n"},
		{"the byte order mark stays when the template has none",
			"a\nb\nc\n", "\ufeffa\nb\nC\n", "A\nb\nc\n", "\ufeffA\nb\nC\n"},
		{"the byte order mark of the template does not come in",
			"a\nb\nc\n", "a\nb\nC\n", "\ufeffA\nb\nc\n", "A\nb\nC\n"},
		{"bytes that are no UTF-8, and NUL",
			"\xff\n\x00\nc\n", "\xff\n\x00\nC\n", "\xfe\n\x00\nc\n", "\xfe\n\x00\nC\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Merger{}.Merge(mergetest.Sides(tt.base, tt.yours, tt.template), mergetest.Labels(), nil)
			assert.Equal(t, tt.want, string(got.Content))
		})
	}
}

func TestEmptyYoursGetsLF(t *testing.T) {
	s := merge.Sides{Yours: []byte{}, Template: []byte("a\r\nb\r\n")}
	got := Merger{}.Merge(s, mergetest.Labels(), func(merge.Conflict) merge.Choice { return merge.TakeTemplate })
	assert.Equal(t, "a\nb\n", string(got.Content))
}

func TestFinalNewline(t *testing.T) {
	tests := []struct {
		name                        string
		base, yours, template, want string
	}{
		{"lacking in yours only: stays away", "a\nb\nc\n", "a\nb\nC", "A\nb\nc\n", "A\nb\nC"},
		{"lacking in yours only, the template adds the last line", "a\nb\nc\n", "A\nb\nc", "a\nb\nc\nd\n", "A\nb\nc\nd"},
		{"lacking in the template only: goes away", "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC", "A\nb\nC"},
		{"lacking in base only: both added it", "a\nb\nc", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n"},
		{"the template added it", "a\nb\nc", "A\nb\nc", "a\nb\nc\n", "A\nb\nc\n"},
		{"yours added it", "a\nb\nc", "A\nb\nc\n", "a\nb\nC", "A\nb\nC\n"},
		{"lacking everywhere", "a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC"},
		{"the last line of yours is the last no more", "a\nb\nc", "A\nb\nc", "a\nb\nc\nd", "A\nb\nc\nd"},
		{"put on in CRLF when needed", "a\r\nb\r\nc", "A\r\nb\r\nc", "a\nb\nc\nd\n", "A\r\nb\r\nc\r\nd\r\n"},
		{"the last line is gone", "a\nb\nc\nd", "A\nb\nc\nd", "a\nb\nc\n", "A\nb\nc\n"},
		{"a blank last line would not be one without", "a\nb\n\nd\n", "A\nb\n\nd", "a\nb\n\n", "A\nb\n\n"},
		{"a conflict at the end: markers on lines of their own", "a\nb", "a\nB", "a\nbb",
			"a\n<<<<<<< yours\nB\n||||||| base\nb\n=======\nbb\n>>>>>>> template\n"},
		{"a conflict further up: the end is the same", "a\nb\nc", "A\nb\nc", "aa\nb\nc",
			"<<<<<<< yours\nA\n||||||| base\na\n=======\naa\n>>>>>>> template\nb\nc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Merger{}.Merge(mergetest.Sides(tt.base, tt.yours, tt.template), mergetest.Labels(), nil)
			assert.Equal(t, tt.want, string(got.Content))
		})
	}
}

func TestFinalNewlineOfASettledConflict(t *testing.T) {
	s := mergetest.Sides("a\nb\n", "a\nB", "a\nbb\n")
	for choice, want := range map[merge.Choice]string{merge.TakeYours: "a\nB", merge.TakeTemplate: "a\nbb"} {
		got := Merger{}.Merge(s, mergetest.Labels(), func(merge.Conflict) merge.Choice { return choice })
		assert.Equal(t, want, string(got.Content))
	}
}

func TestParseLosesNothing(t *testing.T) {
	for _, content := range []string{"", "\n", "\r", "\r\n", "a", "a\n", "a\r\nb\rc\r\r\n\n", "\ufeff", "\ufeffa\n"} {
		doc := parse([]byte(content))
		var b strings.Builder
		if doc.bom {
			b.WriteString(byteOrderMark)
		}
		for _, l := range doc.lines {
			b.WriteString(l.body + l.end.String())
		}
		assert.Equal(t, content, b.String())
	}
}
