package plan

import (
	"testing"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

func TestParseResolution(t *testing.T) {
	for text, want := range map[string]Resolution{
		"yours":                    {Side: merge.TakeYours},
		"both=a.txt":               {Side: merge.TakeBoth, Glob: "a.txt"},
		"template":                 {Side: merge.TakeTemplate},
		"yours=a.txt":              {Side: merge.TakeYours, Glob: "a.txt"},
		"template=deploy/**":       {Side: merge.TakeTemplate, Glob: "deploy/**"},
		"yours={a,b}/*.yaml":       {Side: merge.TakeYours, Glob: "{a,b}/*.yaml"},
		"yours=a.txt#line 3":       {Side: merge.TakeYours, Glob: "a.txt", Field: "line 3"},
		"template=**#spec.a[b=c]":  {Side: merge.TakeTemplate, Glob: "**", Field: "spec.a[b=c]"},
		"yours=a#b#c":              {Side: merge.TakeYours, Glob: "a", Field: "b#c"},
		"yours=a=b":                {Side: merge.TakeYours, Glob: "a=b"},
		`template=pages/\[id].tsx`: {Side: merge.TakeTemplate, Glob: `pages/\[id].tsx`},
	} {
		t.Run(text, func(t *testing.T) {
			got, err := ParseResolution(text)
			require.NoError(t, err)
			assert.Equal(t, want, got)
			assert.Equal(t, "--resolve "+text, got.String())
		})
	}
}

func TestParseResolutionRefuses(t *testing.T) {
	for _, text := range []string{
		"", "mine", "Yours", "theirs=a", "a.txt", "=a.txt", "yours ", "yours=", "template=#line 3", "yours=a#", "yours=a[", "yours={a",
	} {
		t.Run(text, func(t *testing.T) {
			_, err := ParseResolution(text)
			require.ErrorContains(t, err, "--resolve")
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

// The closest resolution wins, and the last among equals.
func TestDecide(t *testing.T) {
	const yours, template, leave = merge.TakeYours, merge.TakeTemplate, merge.Leave
	tests := []struct {
		name  string
		flags []string
		want  merge.Choice // for line 3 of docs/a.txt
	}{
		{"none", nil, leave},
		{"every file", []string{"yours"}, yours},
		{"this file", []string{"template=docs/a.txt"}, template},
		{"a glob", []string{"template=**/*.txt"}, template},
		{"this field", []string{"yours=docs/a.txt#line 3"}, yours},
		{"another file", []string{"yours=b.txt"}, leave},
		{"another folder", []string{"yours=*.txt"}, leave},
		{"another field", []string{"yours=docs/a.txt#line 30"}, leave},
		{"another file's field", []string{"yours=b.txt#line 3"}, leave},
		{"the file before all", []string{"yours=docs/a.txt", "template"}, yours},
		{"the field before the file", []string{"yours=docs/a.txt#line 3", "template=docs/a.txt", "template"}, yours},
		{"the field of a glob before the file", []string{"yours=**#line 3", "template=docs/a.txt"}, yours},
		{"another field does not count", []string{"template=docs/a.txt", "yours=docs/a.txt#line 4"}, template},
		{"the last of all files", []string{"yours", "template"}, template},
		{"the last of this file", []string{"template=docs/*", "yours=docs/a.txt"}, yours},
		{"the last of this file, a glob", []string{"yours=docs/a.txt", "template=docs/*"}, template},
		{"the last of this field", []string{"template=docs/a.txt#line 3", "yours=docs/a.txt#line 3"}, yours},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			decide := Decide(resolve(t, tt.flags...), "docs/a.txt")
			assert.Equal(t, tt.want, decide(merge.Conflict{Field: "line 3"}))
		})
	}
}

func TestResolve(t *testing.T) {
	tests := []struct {
		name      string
		b, y, t   string
		flags     []string
		action    Kind
		after     string
		conflicts int
	}{
		{"modify/delete to yours", "B", "Y", absent, []string{"yours"}, Keep, "Y", 0},
		{"modify/delete to the template", "B", "Y", absent, []string{"template"}, Delete, absent, 0},
		{"modify/delete by name", "B", "Y", absent, []string{"template=f#file"}, Delete, absent, 0},
		{"add/add to yours", absent, "Y", "T", []string{"yours"}, Keep, "Y", 0},
		{"add/add to the template", absent, "Y", "T", []string{"template"}, Merge, "T", 0},
		{"text to yours", "a b c", "Y b c", "T b c", []string{"yours"}, Keep, "Y b c", 0},
		{"text to the template", "a b c", "Y b c", "T b c", []string{"template"}, Merge, "T b c", 0},
		{"two inserts to both", "a", "a Y", "a T", []string{"both"}, Merge, "a Y T", 0},
		{"both, and one side where both cannot stand", "a b c", "Y b c Y", "T b c T", []string{"template", "both"}, Merge, "T b c Y T", 0},
		{"both where it cannot stand", "B", "Y", "T", []string{"both"}, Conflict, marked("Y", "B", "T"), 1},
		{"one side, and what is clean of the other", "a b c d e", "Y b Y d e", "T b c d T", []string{"yours"}, Merge, "Y b Y d T", 0},
		{"one of two conflicts", "a b c d e", "Y b c d Y", "T b c d T", []string{"template=f#line 5"},
			Conflict, marked("Y", "a", "T") + lines("b c d T"), 1},
		{"each its own way", "a b c d e", "Y b c d Y", "T b c d T", []string{"yours", "template=f#line 5"}, Merge, "Y b c d T", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := input(only("f", tt.b), only("f", tt.y), only("f", tt.t))
			in.Resolve = resolve(t, tt.flags...)
			p := compute(t, in)
			a := single(t, p)
			assert.Equal(t, tt.action, a.Action)
			assert.Equal(t, tt.conflicts, p.Conflicts())
			assertTree(t, only("f", tt.after), apply(in.Yours, p))
			assert.Equal(t, tt.y != tt.after, a.Writes())
		})
	}
}

// A quoted path is a glob that covers it and nothing else.
func TestQuoteGlob(t *testing.T) {
	paths := []string{
		"a.txt", "pages/[id].tsx", "pages/i.tsx", "pages/[...all].tsx", "{a,b}.txt", "b.txt", "a*b", "axb", "a**b", "**", "*",
		"a?b", `a\b`, `a\*b`, "!a", "[!a]", "[^a]", "a]b}c", "a-b", "}", "]", "a,b", "größe 文",
	}
	for _, quoted := range paths {
		t.Run(quoted, func(t *testing.T) {
			glob := QuoteGlob(quoted)
			assert.True(t, doublestar.ValidatePattern(glob))
			for _, path := range paths {
				assert.Equal(t, path == quoted, globs(glob, path), "%s covers %s", glob, path)
			}
		})
	}
}

// A file's own name covers it, also where that name looks like a glob.
func TestResolveByNameThatLooksLikeAGlob(t *testing.T) {
	const path = "pages/[id].tsx"
	in := input(only(path, "B"), only(path, "Y"), only(path, "T"))
	in.Resolve = resolve(t, "template="+path)
	assertTree(t, only(path, "T"), apply(in.Yours, compute(t, in)))
}
