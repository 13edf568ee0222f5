package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

func raw(text string) tree.Tree { return tree.Tree{"f": {Content: []byte(text)}} }

// A checkout with autocrlf is no edit, and what is written keeps its endings.
func TestLineEndings(t *testing.T) {
	tests := []struct {
		name    string
		policy  pack.Policy
		b, y, t string // to the byte; empty: absent
		action  Kind
		after   string
	}{
		{"a checkout is no edit", three, "a\nb\n", "a\r\nb\r\n", "a\nb\n", nothing, "a\r\nb\r\n"},
		{"an update keeps CRLF", three, "a\nb\n", "a\r\nb\r\n", "a\nT\nc\n", Update, "a\r\nT\r\nc\r\n"},
		{"an update keeps LF where the template has CRLF", three, "a\r\n", "a\n", "T\r\nb\r\n", Update, "T\nb\n"},
		{"the template's own CRLF stays when yours is as written", three, "a\r\n", "a\r\n", "a\r\nT\r\n", Update, "a\r\nT\r\n"},
		{"the template moves to CRLF, yours is as written", three, "a\n", "a\n", "a\r\nT\r\n", Update, "a\r\nT\r\n"},
		{"an update of some CRLF", three, "a\nb\n", "a\r\nb\n", "a\nT\n", Update, "a\r\nT\r\n"},
		{"no final newline", three, "a\nb\n", "a\r\nb\r\n", "a\nT", Update, "a\r\nT"},
		{"a delete of a checkout", three, "a\nb\n", "a\r\nb\r\n", "", Delete, ""},
		{"a lock file of a checkout is untouched", lock, "a\n", "a\r\n", "T\n", Update, "T\r\n"},
		{"only the endings changed in the template", three, "a\n", "a\r\nY\r\n", "a\r\n", Keep, "a\r\nY\r\n"},
		{"yours became the template, but for the endings", three, "a\n", "T\r\n", "T\n", nothing, "T\r\n"},
		{"add/add that differs in endings alone", three, "", "T\r\n", "T\n", nothing, "T\r\n"},
		{"a merge keeps CRLF", three, "a\nb\nc\n", "Y\r\nb\r\nc\r\n", "a\nb\nT\n", Merge, "Y\r\nb\r\nT\r\n"},
		{"a lone CR is an edit", three, "a\nb\n", "a\rb\n", "a\nb\n", Keep, "a\rb\n"},
		{"a missing final newline is an edit", three, "a\n", "a", "a\n", Keep, "a"},
		{"endings in a binary file are bytes", three, "\x00\n", "\x00\r\n", "\x00\n", Keep, "\x00\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			version := func(text string) tree.Tree {
				if text == "" {
					return tree.Tree{}
				}
				return raw(text)
			}
			in := input(version(tt.b), version(tt.y), version(tt.t))
			in.Rule = func(path string) pack.FileRule { return pack.FileRule{Path: path, Policy: tt.policy} }
			p := compute(t, in)
			assertTree(t, version(tt.after), apply(in.Yours, p))
			if tt.action == nothing {
				assert.Empty(t, p.Actions)
				return
			}
			assert.Equal(t, tt.action, single(t, p).Action)
		})
	}
}

func TestEdited(t *testing.T) {
	base := plain("B")
	edited, checkout, chmod := plain("Y"), tree.File{Content: []byte(crlf("B"))}, script("B")
	for name, tt := range map[string]struct {
		yours *tree.File
		want  bool
	}{
		"the same": {&base, false}, "other text": {&edited, true}, "gone": {nil, true},
		"a checkout with CRLF": {&checkout, false}, "another mode": {&chmod, true},
	} {
		assert.Equal(t, tt.want, Edited(tt.yours, &base), name)
	}
}
