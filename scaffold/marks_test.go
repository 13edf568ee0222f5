package scaffold

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// block is a place with conflict markers.
func block(yours, template string) string {
	return "<<<<<<< yours\n" + yours + "\n||||||| base\nB\n=======\n" + template + "\n>>>>>>> template\n"
}

// A block that is still open is found by the name the plan gave it, whatever
// the user did around it.
func TestMarkedConflictsKeepTheirNames(t *testing.T) {
	a, b, c, twin := block("ya", "ta"), block("yb", "tb"), block("yc", "tc"), block("ya", "ta")
	example := block("theirs", "ours") // in a document about merging
	tests := []struct {
		name            string
		before, written string
		fields          []string
		now             string
		want            []string // the names asked about, in order
	}{
		{"as written", "", a + "1\n" + b, []string{"spec.a", "spec.b"}, a + "1\n" + b, []string{"spec.a", "spec.b"}},
		{"the first settled by hand", "", a + "1\n" + b, []string{"spec.a", "spec.b"}, "ya\n1\n" + b, []string{"spec.b"}},
		{"the second settled by hand", "", a + "1\n" + b, []string{"spec.a", "spec.b"}, a + "1\nmine\n", []string{"spec.a"}},
		{"lines added above", "", a + b, []string{"spec.a", "spec.b"}, "new\n" + a + "new\n" + b, []string{"spec.a", "spec.b"}},
		{"one edited between its markers", "", a + b + c, []string{"spec.a", "spec.b", "spec.c"},
			a + block("edited", "tb") + c, []string{"spec.a", "spec.b", "spec.c"}},
		{"edited, with another one gone", "", a + b + c, []string{"spec.a", "spec.b", "spec.c"},
			block("edited", "tb") + c, []string{"line 1", "spec.c"}},
		{"two that say the same, the first settled to yours", "", a + "1\n" + twin, []string{"spec.a", "spec.twin"}, "ya\n1\n" + twin, []string{"spec.twin"}},
		{"the user's own block is not asked about", "1\n" + example, a + "1\n" + example, []string{"spec.a"}, a + "1\n" + example, []string{"spec.a"}},
		{"nor after the rest was settled", "1\n" + example, a + "1\n" + example, []string{"spec.a"}, "1\n" + example, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			op := &workspace.Operation{Changes: []workspace.Change{{
				Path: "f", Before: &tree.File{Content: []byte(tt.before)}, After: &tree.File{Content: []byte(tt.written)},
			}}}
			var asked []string
			decide := named(marksOf(op, workspace.OpenConflict{Path: "f", Fields: tt.fields}), []byte(tt.now), func(c merge.Conflict) merge.Choice {
				asked = append(asked, c.Field)
				return merge.TakeTemplate
			})
			settled := string(text.Settle([]byte(tt.now), decide))
			assert.Equal(t, tt.want, asked)
			assert.Equal(t, strings.Contains(tt.now, example), strings.Contains(settled, example), "the user's own block stays")
			assert.NotContains(t, strings.ReplaceAll(settled, example, ""), "<<<<<<<")
		})
	}
}

// Both sides are taken only where the plan said that both can stand: two that add
// one key of a map look the same between markers.
func TestBothOnlyWhereThePlanSaidSo(t *testing.T) {
	added := func(yours, template string) string {
		return "<<<<<<< yours\n" + yours + "\n||||||| base\n=======\n" + template + "\n>>>>>>> template\n"
	}
	list, key := added("- y", "- t"), added("k: 1", "k: 2")
	op := &workspace.Operation{
		Changes:   []workspace.Change{{Path: "f", After: &tree.File{Content: []byte(list + "m:\n" + key)}}},
		Conflicts: []workspace.OpenConflict{{Path: "f", Kind: workspace.ConflictText, Fields: []string{"spec.list", "spec.k"}, Both: []string{"spec.list"}}},
	}
	both := func(merge.Conflict) merge.Choice { return merge.TakeBoth }
	decide := named(marksOf(op, op.Conflicts[0]), op.Changes[0].After.Content, both)
	assert.Equal(t, "- y\n- t\nm:\n"+key, string(text.Settle(op.Changes[0].After.Content, decide)))
	open := openConflicts(op)[0].Conflicts
	assert.Equal(t, []bool{true, false}, []bool{open[0].Both, open[1].Both})
}
