package text

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

const twoConflicts = `a
<<<<<<< yours
Y1
Y2
||||||| base
B1
=======
T1
>>>>>>> template
m
<<<<<<< yours
||||||| base
B2
=======
T2
>>>>>>> template
z
`

func TestSettle(t *testing.T) {
	side := func(c merge.Choice) merge.Decide { return func(merge.Conflict) merge.Choice { return c } }
	byField := func(field string, c merge.Choice) merge.Decide {
		return func(x merge.Conflict) merge.Choice {
			if x.Field == field {
				return c
			}
			return merge.Leave
		}
	}
	cases := []struct {
		name, content string
		decide        merge.Decide
		want          string
	}{
		{"yours", twoConflicts, side(merge.TakeYours), "a\nY1\nY2\nm\nz\n"},
		{"template", twoConflicts, side(merge.TakeTemplate), "a\nT1\nm\nT2\nz\n"},
		{"left", twoConflicts, nil, twoConflicts},
		{"one by its line in yours", twoConflicts, byField("line 5", merge.TakeTemplate),
			strings.Replace(twoConflicts, "<<<<<<< yours\n||||||| base\nB2\n=======\nT2\n>>>>>>> template\n", "T2\n", 1)},
		{"CRLF", strings.ReplaceAll(twoConflicts, "\n", "\r\n"), side(merge.TakeYours), "a\r\nY1\r\nY2\r\nm\r\nz\r\n"},
		{"a byte order mark before the first marker", "\ufeff" + twoConflicts[2:], side(merge.TakeYours), "\ufeffY1\nY2\nm\nz\n"},
		{"half a region", "<<<<<<< yours\nY\n=======\nT\n>>>>>>> template\n", side(merge.TakeYours),
			"<<<<<<< yours\nY\n=======\nT\n>>>>>>> template\n"},
		{"an opening marker in a region", "<<<<<<< yours\n" + twoConflicts[2:], side(merge.TakeTemplate), "<<<<<<< yours\nT1\nm\nT2\nz\n"},
		{"both, where each only adds", "a\n<<<<<<< yours\nY\n||||||| base\n=======\nT\n>>>>>>> template\n", side(merge.TakeBoth), "a\nY\nT\n"},
		{"both, where one replaces", twoConflicts, side(merge.TakeBoth), twoConflicts},
		{"nothing marked", "Title\n=======\n", side(merge.TakeYours), "Title\n=======\n"},
		{"nothing at all", "", side(merge.TakeYours), ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, string(Settle([]byte(c.content), c.decide)))
		})
	}
}

// TestSettleUndoesMarking: settling a marked merge is merging with that
// decision in the first place.
func TestSettleUndoesMarking(t *testing.T) {
	sides := merge.Sides{Base: []byte("a\nb\nc\nd\ne\n"), Yours: []byte("a\nB\nc\nD\ne\n"), Template: []byte("a\nbb\nc\ndd\ne\nf\n")}
	labels := merge.Labels{Yours: "yours", Base: "base", Template: "template"}
	marked := Merger{}.Merge(sides, labels, nil)
	for _, choice := range []merge.Choice{merge.TakeYours, merge.TakeTemplate} {
		decide := func(merge.Conflict) merge.Choice { return choice }
		direct := Merger{}.Merge(sides, labels, decide)
		assert.Equal(t, string(direct.Content), string(Settle(marked.Content, decide)))
	}
	var fields, again []string
	for _, c := range marked.Conflicts {
		fields = append(fields, c.Field)
	}
	Settle(marked.Content, func(c merge.Conflict) merge.Choice {
		again = append(again, c.Field)
		return merge.Leave
	})
	assert.Equal(t, fields, again, "conflicts keep their names")
}
