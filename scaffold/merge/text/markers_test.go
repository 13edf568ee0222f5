package text

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

func TestUnresolved(t *testing.T) {
	const conflict = "<<<<<<< yours\na\n||||||| base\n=======\nb\n>>>>>>> template\n"
	tests := []struct {
		name    string
		content string
		before  []string
		want    []int
	}{
		{"none", "a\nb\n", nil, nil},
		{"a whole conflict", "x\n" + conflict, nil, []int{2, 4, 5, 7}},
		{"one marker forgotten", "a\n=======\nb\n", []string{"a\n", "b\n"}, []int{2}},
		{"with CRLF", "a\r\n=======\r\nb\r\n>>>>>>> template\r\n", nil, []int{2, 4}},
		{"at the end, without a newline", "a\n>>>>>>> template", nil, []int{2}},
		{"a CR and no newline", "=======\r", nil, []int{1}},
		{"a CR and no newline, there before", "=======\r", []string{"=======\n"}, nil},
		{"behind a byte order mark", "\ufeff<<<<<<< yours\n", nil, []int{1}},
		{"not at the beginning of a line", " <<<<<<< yours\n# =======\n", nil, nil},
		{"more or fewer signs", "========\n======\n<<<<<<<< yours\n>>>>>> template\n======= title\n", nil, nil},
		{"there before", "Title\n=======\n", []string{"Title\n=======\n"}, nil},
		{"there before with other line endings", "Title\r\n=======\r\n", []string{"Title\n=======\n"}, nil},
		{"there before with another label", "<<<<<<< mine\n", []string{"<<<<<<< yours\n"}, []int{1}},
		{"there once, now twice", "=======\na\n=======\n", []string{"=======\n"}, []int{3}},
		{"the text that has most of them counts", "=======\n=======\n=======\n",
			[]string{"=======\n", "=======\n=======\n", ""}, []int{3}},
		{"an underlined title before an open conflict", "Title\n=======\n" + conflict, []string{"Title\n=======\n"}, []int{3, 5, 6, 8}},
		{"an underlined title after an open conflict", conflict + "Title\n=======\n", []string{"Title\n=======\n"}, []int{1, 3, 4, 6}},
		{"a document about conflicts", conflict, []string{conflict}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before [][]byte
			for _, text := range tt.before {
				before = append(before, []byte(text))
			}
			assert.Equal(t, tt.want, Unresolved([]byte(tt.content), before...))
		})
	}
}

func TestUnresolvedFindsTheMarkersOfAMerge(t *testing.T) {
	s := mergetest.Sides("a\nb\nc\n", "A\nb\nC\n", "aa\nb\ncc\n")
	got := Merger{}.Merge(s, mergetest.Labels(), nil)
	assert.Equal(t, []int{1, 3, 5, 7, 9, 11, 13, 15}, Unresolved(got.Content, s.Base, s.Yours, s.Template))
}
