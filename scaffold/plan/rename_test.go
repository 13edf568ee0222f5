package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// A rename carries the user's edits along.
func TestRename(t *testing.T) {
	type files = map[string]string
	move := []pack.Rename{{From: "old", To: "new", Since: "1.1.0"}}
	tests := []struct {
		name     string
		policy   pack.Policy // empty: merge
		b, y, t  files
		actions  []string
		after    files
		conflict bool
	}{
		{"untouched", "", files{"old": "B"}, files{"old": "B"}, files{"new": "B"},
			[]string{"rename old→new"}, files{"new": "B"}, false},
		{"edited", "", files{"old": "B"}, files{"old": "Y"}, files{"new": "B"},
			[]string{"rename old→new"}, files{"new": "Y"}, false},
		{"untouched, and the template changed", "", files{"old": "B"}, files{"old": "B"}, files{"new": "T"},
			[]string{"rename old→new"}, files{"new": "T"}, false},
		{"edited to what the template has", "", files{"old": "B"}, files{"old": "T"}, files{"new": "T"},
			[]string{"rename old→new"}, files{"new": "T"}, false},
		{"edited, and the template changed", "", files{"old": "a b c"}, files{"old": "Y b c"}, files{"new": "a b T"},
			[]string{"merge old→new"}, files{"new": "Y b T"}, false},
		{"edited, and the template changed the same", "", files{"old": "a b c"}, files{"old": "a Y c"}, files{"new": "a T c"},
			[]string{"conflict old→new"}, files{"new": "a\n" + marked("Y", "b", "T") + "c\n"}, true},
		{"the user had moved it", "", files{"old": "B"}, files{"new": "B"}, files{"new": "B"},
			nil, files{"new": "B"}, false},
		{"the user had moved and edited it", "", files{"old": "B"}, files{"new": "Y"}, files{"new": "B"},
			[]string{"keep new"}, files{"new": "Y"}, false},
		{"the user had moved and edited it, and the template changed", "", files{"old": "a b c"}, files{"new": "Y b c"}, files{"new": "a b T"},
			[]string{"merge new"}, files{"new": "Y b T"}, false},
		{"the user had deleted it", "", files{"old": "B"}, files{}, files{"new": "B"},
			nil, files{}, false},
		{"the user had deleted it, and the template changed", "", files{"old": "B"}, files{}, files{"new": "T"},
			[]string{"deleted new"}, files{}, false},
		{"both places taken: two files", "", files{"old": "B"}, files{"old": "B", "new": "Y"}, files{"new": "T"},
			[]string{"conflict new", "delete old"}, files{"new": marked("Y", "", "T")}, true},
		{"both places taken, and the old one edited", "", files{"old": "B"}, files{"old": "Y", "new": "T"}, files{"new": "T"},
			[]string{"conflict old"}, files{"old": "Y", "new": "T"}, true},
		{"the template keeps the old place", "", files{"old": "B"}, files{"old": "Y"}, files{"old": "B", "new": "T"},
			[]string{"create new", "keep old"}, files{"old": "Y", "new": "T"}, false},
		{"the template has neither place", "", files{"old": "B"}, files{"old": "B"}, files{},
			[]string{"delete old"}, files{}, false},
		{"it was renamed before", "", files{"new": "B"}, files{"new": "Y"}, files{"new": "B"},
			[]string{"keep new"}, files{"new": "Y"}, false},
		{"the base has both places", "", files{"old": "B", "new": "N"}, files{"old": "B", "new": "N"}, files{"new": "T"},
			[]string{"update new", "delete old"}, files{"new": "T"}, false},
		{"the base has both places, of which the new one was deleted", "", files{"old": "B", "new": "N"}, files{"old": "Y"}, files{"new": "N"},
			[]string{"conflict old"}, files{"old": "Y"}, true},
		{"yours for good", once, files{"old": "B"}, files{"old": "Y"}, files{"new": "T"},
			[]string{"rename old→new"}, files{"new": "Y"}, false},
		{"an edited lock file", lock, files{"old": "B"}, files{"old": "Y"}, files{"new": "T"},
			[]string{"rename old→new"}, files{"new": "Y"}, false},
		{"an untouched lock file", lock, files{"old": "B"}, files{"old": "B"}, files{"new": "T"},
			[]string{"rename old→new"}, files{"new": "T"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := input(trees(tt.b), trees(tt.y), trees(tt.t))
			in.Renames = move
			if tt.policy != "" {
				in.Rule = func(path string) pack.FileRule { return pack.FileRule{Path: path, Policy: tt.policy} }
			}
			p := compute(t, in)
			assert.Equal(t, tt.actions, said(p))
			assertTree(t, trees(tt.after), apply(in.Yours, p))
			assert.Equal(t, tt.conflict, p.Conflicts() > 0)
		})
	}
}

func trees(all map[string]string) tree.Tree {
	out := tree.Tree{}
	for path, words := range all {
		out[path] = plain(words)
	}
	return out
}

// said is a plan in short.
func said(p *Plan) []string {
	var out []string
	for _, a := range p.Actions {
		if a.From != "" {
			a.Path = a.From + "→" + a.Path
		}
		out = append(out, string(a.Action)+" "+a.Path)
	}
	return out
}

// A service that skipped versions of its pack goes the whole way at once.
func TestRenameChain(t *testing.T) {
	type files = map[string]string
	tests := []struct {
		name    string
		b, y, t files
		actions []string
		after   files
	}{
		{"from the first version", files{"a": "B"}, files{"a": "Y"}, files{"c": "B"}, []string{"rename a→c"}, files{"c": "Y"}},
		{"from the second", files{"b": "B"}, files{"b": "Y"}, files{"c": "B"}, []string{"rename b→c"}, files{"c": "Y"}},
		{"with a change", files{"a": "1 2 3"}, files{"a": "Y 2 3"}, files{"c": "1 2 T"}, []string{"merge a→c"}, files{"c": "Y 2 T"}},
		{"past a place that is taken", files{"a": "B"}, files{"a": "Y", "b": "mine"}, files{"c": "B"}, []string{"rename a→c"}, files{"c": "Y", "b": "mine"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := input(trees(tt.b), trees(tt.y), trees(tt.t))
			in.Renames = []pack.Rename{{From: "a", To: "b", Since: "1.1.0"}, {From: "b", To: "c", Since: "1.2.0"}}
			p := compute(t, in)
			assert.Equal(t, tt.actions, said(p))
			assertTree(t, trees(tt.after), apply(in.Yours, p))
		})
	}
}

// A rename moves the file also where its own content is not written.
func TestRenameOfConflicts(t *testing.T) {
	in := input(trees(map[string]string{"old": binaryB}), trees(map[string]string{"old": binaryY}), trees(map[string]string{"new": binaryT}))
	in.Renames = []pack.Rename{{From: "old", To: "new"}}
	assertTree(t, trees(map[string]string{"new": binaryY, "new.template": binaryT}), apply(in.Yours, compute(t, in)))

	in.Resolve = resolve(t, "yours")
	p := compute(t, in)
	assertTree(t, trees(map[string]string{"new": binaryY}), apply(in.Yours, p))
	assert.Equal(t, []string{"rename old→new"}, said(p), "it does not stay where it was")
}

// Two files may be made one. The first rename that names the place has it, and
// the other file is no less looked at.
func TestRenameOfTwoFilesIntoOne(t *testing.T) {
	type files = map[string]string
	for range 20 { // Go's maps have no order
		in := input(trees(files{"a": "A", "b": "B"}), trees(files{"a": "A", "b": "B"}), trees(files{"c": "T"}))
		in.Renames = []pack.Rename{{From: "b", To: "c"}, {From: "a", To: "c"}}
		p := compute(t, in)
		require.Equal(t, []string{"delete a", "rename b→c"}, said(p))
		assertTree(t, trees(files{"c": "T"}), apply(in.Yours, p))
	}
}
