package splice

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// at finds a place in yours by its text.
func at(t *testing.T, yours, place string) (from, to int) {
	t.Helper()
	require.Equal(t, 1, strings.Count(yours, place), "no unique place")
	from = strings.Index(yours, place)
	return from, from + len(place)
}

func clean(t *testing.T, yours, place, by string) Change {
	from, to := at(t, yours, place)
	return Change{From: from, To: to, New: []byte(by)}
}

func disputed(t *testing.T, yours, place, base, template string) Change {
	from, to := at(t, yours, place)
	return Change{From: from, To: to, Dispute: &Dispute{
		Conflict: merge.Conflict{Field: place, Base: base, Yours: place, Template: template},
		Base:     []byte(base), Template: []byte(template),
	}}
}

func marked(yours, base, template string) string {
	return "<<<<<<< yours\n" + yours + "||||||| base\n" + base + "=======\n" + template + ">>>>>>> template\n"
}

func TestApply(t *testing.T) {
	const yours = "a: 1, b: 2, c: 3\nd: 4\ne: 5\n"
	tests := []struct {
		name    string
		changes func(*testing.T) []Change
		want    string
	}{
		{"nothing", func(*testing.T) []Change { return nil }, yours},
		{"clean changes need no whole lines", func(t *testing.T) []Change {
			return []Change{clean(t, yours, "e: 5", "e: 55"), clean(t, yours, "2", "22")}
		}, "a: 1, b: 22, c: 3\nd: 4\ne: 55\n"},
		{"a dispute stands in markers with the whole line", func(t *testing.T) []Change {
			return []Change{disputed(t, yours, "2", "0", "9")}
		}, marked("a: 1, b: 2, c: 3\n", "a: 1, b: 0, c: 3\n", "a: 1, b: 9, c: 3\n") + "d: 4\ne: 5\n"},
		{"clean changes beside it are made in all parts", func(t *testing.T) []Change {
			return []Change{clean(t, yours, "1", "11"), disputed(t, yours, "2", "0", "9"), clean(t, yours, "3", "33"), clean(t, yours, "5", "55")}
		}, marked("a: 11, b: 2, c: 33\n", "a: 11, b: 0, c: 33\n", "a: 11, b: 9, c: 33\n") + "d: 4\ne: 55\n"},
		{"two disputes on one line share the markers", func(t *testing.T) []Change {
			return []Change{disputed(t, yours, "1", "0", "9"), disputed(t, yours, "3", "0", "9")}
		}, marked("a: 1, b: 2, c: 3\n", "a: 0, b: 2, c: 0\n", "a: 9, b: 2, c: 9\n") + "d: 4\ne: 5\n"},
		{"removed by the template", func(t *testing.T) []Change {
			return []Change{disputed(t, yours, "d: 4\n", "d: 0\n", "")}
		}, "a: 1, b: 2, c: 3\n" + marked("d: 4\n", "d: 0\n", "") + "e: 5\n"},
		{"removed in yours", func(*testing.T) []Change {
			return []Change{{From: 17, To: 17, Dispute: &Dispute{Base: []byte("x: 0\n"), Template: []byte("x: 9\n")}}}
		}, "a: 1, b: 2, c: 3\n" + marked("", "x: 0\n", "x: 9\n") + "d: 4\ne: 5\n"},
		{"a clean insertion in front stays out of the markers", func(t *testing.T) []Change {
			return []Change{disputed(t, yours, "d: 4\n", "d: 0\n", ""), {From: 17, To: 17, New: []byte("new\n")}}
		}, "a: 1, b: 2, c: 3\nnew\n" + marked("d: 4\n", "d: 0\n", "") + "e: 5\n"},
		{"a clean change that reaches into the line comes along", func(t *testing.T) []Change {
			return []Change{clean(t, yours, "c: 3\nd", "x"), disputed(t, yours, "4", "0", "9")}
		}, marked("a: 1, b: 2, x: 4\n", "a: 1, b: 2, x: 0\n", "a: 1, b: 2, x: 9\n") + "e: 5\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Apply([]byte(yours), tt.changes(t), mergetest.Labels(), nil)
			require.NoError(t, err)
			assert.Equal(t, tt.want, string(got.Content))
		})
	}
}

func TestApplyKeepsEndingsAndMark(t *testing.T) {
	const yours = "\ufeffa\r\nb"
	got, err := Apply([]byte(yours), []Change{disputed(t, yours, "a", "0\n0", "9\n9"), disputed(t, yours, "b", "", "x")}, mergetest.Labels(), nil)
	require.NoError(t, err)
	want := strings.ReplaceAll("\ufeff"+marked("a\n", "0\n0\n", "9\n9\n")+marked("b\n", "", "x\n"), "\n", "\r\n")
	assert.Equal(t, want, string(got.Content))
}

func TestApplyAsks(t *testing.T) {
	const yours = "a\nb\nc\nd\n"
	both := disputed(t, yours, "c", "0", "9")
	both.Dispute.Conflict.Both, both.Dispute.Both = true, []byte("c9")
	changes := []Change{both, disputed(t, yours, "a", "0", "9"), disputed(t, yours, "b", "0", "9"), disputed(t, yours, "d", "0", "9")}
	choices := map[string]merge.Choice{"a": merge.TakeTemplate, "b": merge.TakeYours, "c": merge.TakeBoth, "d": merge.TakeBoth}
	var asked string
	got, err := Apply([]byte(yours), changes, mergetest.Labels(), func(c merge.Conflict) merge.Choice {
		asked += c.Field
		return choices[c.Field]
	})
	require.NoError(t, err)
	assert.Equal(t, "abcd", asked, "once each, in file order")
	assert.Equal(t, "9\nb\nc9\n"+marked("d\n", "0\n", "9\n"), string(got.Content), "both is no choice where it makes no sense")
	assert.Len(t, got.Settled, 3)
	assert.Len(t, got.Conflicts, 1)
}

func TestApplyRefusesOverlaps(t *testing.T) {
	_, err := Apply([]byte("abc"), []Change{{From: 0, To: 2}, {From: 1, To: 3}}, mergetest.Labels(), nil)
	assert.ErrorContains(t, err, "overlap")
}
