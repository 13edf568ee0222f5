package plan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

const nothing Kind = ""

// row is one row of the decision table: base, yours and template, what is said
// to happen, and what is in the repository afterwards.
type row struct {
	b, y, t   string
	action    Kind
	after     string
	conflicts int
	reason    string // a part of it
}

const (
	once  = pack.PolicyOnce
	lock  = pack.PolicyLock
	three = pack.PolicyMerge
)

// The decision table of the design. Lines of a file are written as words.
var table = map[pack.Policy][]row{
	three: {
		// B,     Y,       T,       action,   after,   conflicts, reason
		{absent, absent, "T", Create, "T", 0, "new"},
		{absent, "Y", "T", Conflict, marked("Y", "", "T"), 1, "template adds it"},
		{absent, "a Y c", "a T c", Conflict, "a\n" + marked("Y", "", "T") + "c\n", 1, "template adds it"},
		{absent, "T", "T", nothing, "T", 0, ""},
		{absent, "Y", absent, nothing, "Y", 0, ""},
		{"B", "B", "B", nothing, "B", 0, ""},
		{"B", "B", "T", Update, "T", 0, "changed it"},
		{"B", "B", absent, Delete, absent, 0, "not edited"},
		{"B", "Y", "B", Keep, "Y", 0, "you edited it"},
		{"B", "T", "T", nothing, "T", 0, ""},
		{"a b c", "Y b c", "a b T", Merge, "Y b T", 0, "both changed"},
		{"a b c", "a Y c", "a T c", Conflict, "a\n" + marked("Y", "b", "T") + "c\n", 1, "same lines"},
		{"a b c d e", "Y b c d Y", "T b c d T", Conflict, marked("Y", "a", "T") + lines("b c d") + marked("Y", "e", "T"), 2, "same lines"},
		{"", "Y", "T", Conflict, marked("Y", "", "T"), 1, "same lines"}, // an empty base is one
		{"B", "Y", absent, Conflict, "Y", 1, "deletes it"},
		{"B", absent, "B", nothing, absent, 0, ""},
		{"B", absent, "T", Deleted, absent, 0, "you deleted it"},
		{"B", absent, absent, nothing, absent, 0, ""},
	},
	once: { // written when first rendered, then the user's for good
		{absent, absent, "T", Create, "T", 0, "new"},
		{absent, "Y", "T", Keep, "Y", 0, "yours"},
		{absent, "T", "T", nothing, "T", 0, ""},
		{absent, "Y", absent, nothing, "Y", 0, ""},
		{"B", "B", "B", nothing, "B", 0, ""},
		{"B", "B", "T", nothing, "B", 0, ""},
		{"B", "B", absent, Keep, "B", 0, "it stays"},
		{"B", "Y", "B", Keep, "Y", 0, "yours"},
		{"B", "T", "T", nothing, "T", 0, ""},
		{"B", "Y", "T", Keep, "Y", 0, "yours"},
		{"B", "Y", absent, Keep, "Y", 0, "yours"},
		{"B", absent, "B", nothing, absent, 0, ""},
		{"B", absent, "T", nothing, absent, 0, ""},
		{"B", absent, absent, nothing, absent, 0, ""},
	},
	lock: { // untouched: updated; edited: yours stays
		{absent, absent, "T", Create, "T", 0, "new"},
		{absent, "Y", "T", Keep, "Y", 0, "yours"},
		{absent, "T", "T", nothing, "T", 0, ""},
		{absent, "Y", absent, nothing, "Y", 0, ""},
		{"B", "B", "B", nothing, "B", 0, ""},
		{"B", "B", "T", Update, "T", 0, "changed it"},
		{"B", "B", absent, Delete, absent, 0, "not edited"},
		{"B", "Y", "B", Keep, "Y", 0, "you edited it"},
		{"B", "T", "T", nothing, "T", 0, ""},
		{"B", "Y", "T", Keep, "Y", 0, "yours"},
		{"a b c", "Y b c", "a b T", Keep, "Y b c", 0, "yours"}, // a text merge would be clean
		{"B", "Y", absent, Keep, "Y", 0, "you edited it"},
		{"B", absent, "B", nothing, absent, 0, ""},
		{"B", absent, "T", Deleted, absent, 0, "you deleted it"},
		{"B", absent, absent, nothing, absent, 0, ""},
	},
}

func TestDecisionTable(t *testing.T) {
	for policy, rows := range table {
		for _, r := range rows {
			name := strings.Join([]string{string(policy), r.b, r.y, r.t}, "/")
			t.Run(name, func(t *testing.T) {
				in := input(only("f", r.b), only("f", r.y), only("f", r.t))
				in.Rule = func(path string) pack.FileRule { return pack.FileRule{Path: path, Policy: policy} }

				p := compute(t, in)

				assertTree(t, only("f", r.after), apply(in.Yours, p))
				assert.Equal(t, r.conflicts, p.Conflicts())
				if r.action == nothing {
					assert.Empty(t, p.Actions)
					return
				}
				a := single(t, p)
				assert.Equal(t, "f", a.Path)
				assert.Equal(t, r.action, a.Action)
				assert.Contains(t, a.Reason, r.reason)
				assert.Equal(t, r.y != r.after, a.Writes())
				assert.Equal(t, strings.Contains(r.after, "<<<<<<<"), a.Markers)
				assert.Nil(t, a.Beside)
				if r.y == absent {
					assert.Nil(t, a.Before)
				} else {
					require.NotNil(t, a.Before)
					assert.Equal(t, lines(r.y), string(a.Before.Content))
				}
			})
		}
	}
}

// An empty file is a base, also where it holds no slice: what both sides have
// put into it since is one conflict about that place, not about a whole file.
func TestEmptyBaseIsABase(t *testing.T) {
	for name, base := range map[string][]byte{"nil": nil, "empty": {}} {
		t.Run(name, func(t *testing.T) {
			in := input(tree.Tree{"f": {Content: base}}, only("f", "a Y"), only("f", "a T"))
			a := single(t, compute(t, in))
			require.Len(t, a.Conflicts, 1)
			assert.Equal(t, "a\nY\n", a.Conflicts[0].Yours, "a line that both added is theirs, too")
		})
	}
}

// A conflict holds the three versions of its place, for who settles it.
func TestConflictsHoldTheirVersions(t *testing.T) {
	conflict := func(b, y, tt string) []string {
		a := single(t, compute(t, input(only("f", b), only("f", y), only("f", tt))))
		require.Len(t, a.Conflicts, 1)
		c := a.Conflicts[0]
		return []string{c.Field, c.Base, c.Yours, c.Template}
	}
	assert.Equal(t, []string{"line 2", "b\n", "Y\n", "T\n"}, conflict("a b c", "a Y c", "a T c"))
	assert.Equal(t, []string{"line 1", "", "Y\n", "T\n"}, conflict(absent, "Y", "T"))
	assert.Equal(t, []string{"file", "B\n", "Y\n", ""}, conflict("B", "Y", absent))
}

// Every file of base and template is decided by itself, in order of path; files
// of the repository that neither knows are nobody's business.
func TestPlanIsByPath(t *testing.T) {
	base := tree.Tree{"keep": plain("B"), "z": plain("B"), "gone": plain("B")}
	yours := tree.Tree{"keep": plain("Y"), "z": plain("B"), "gone": plain("B"), "mine": plain("M")}
	template := tree.Tree{"keep": plain("B"), "z": plain("T"), "a/b": plain("T")}
	p := compute(t, input(base, yours, template))
	var got []string
	for _, a := range p.Actions {
		got = append(got, string(a.Action)+" "+a.Path)
	}
	assert.Equal(t, []string{"create a/b", "delete gone", "keep keep", "update z"}, got)
}

// What the pack says of a file comes along.
func TestPlanTellsWhatThePackSays(t *testing.T) {
	rule := func(path string) pack.FileRule {
		return pack.FileRule{Path: path, Policy: lock, Why: "versions are pinned", Regenerate: "npm install"}
	}
	in := input(only("f", "B"), only("f", "Y"), only("f", "T"))
	in.Rule = rule
	a := single(t, compute(t, in))
	assert.Equal(t, "versions are pinned", a.Why)
	assert.Equal(t, "npm install", a.Next, "the command that makes an edited lock file anew")

	in = input(only("f", "B"), only("f", "B"), only("f", "T"))
	in.Rule = rule
	assert.Empty(t, single(t, compute(t, in)).Next, "an untouched one needs no command")
}

func TestPlanNamesTheMerger(t *testing.T) {
	assert.Equal(t, "text", single(t, compute(t, input(only("f", "a b c"), only("f", "Y b c"), only("f", "a b T")))).Format)
	assert.Empty(t, single(t, compute(t, input(only("f", "B"), only("f", "B"), only("f", "T")))).Format)
}
