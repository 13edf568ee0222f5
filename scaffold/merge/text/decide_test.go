package text

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

func TestDecide(t *testing.T) {
	s := mergetest.Sides("a\nb\nc\nd\ne\n", "a1\nb\nc1\nd\ne1\n", "a2\nb\nc2\nd\ne2\n")
	conflict := func(c string) string {
		return "<<<<<<< yours\n" + c + "1\n||||||| base\n" + c + "\n=======\n" + c + "2\n>>>>>>> template\n"
	}
	tests := []struct {
		name    string
		choices []merge.Choice
		want    string
		settled []string // the places
		left    []string
	}{
		{"leave all", []merge.Choice{merge.Leave, merge.Leave, merge.Leave},
			conflict("a") + "b\n" + conflict("c") + "d\n" + conflict("e"), nil, []string{"line 1", "line 3", "line 5"}},
		{"take yours", []merge.Choice{merge.TakeYours, merge.TakeYours, merge.TakeYours},
			"a1\nb\nc1\nd\ne1\n", []string{"line 1", "line 3", "line 5"}, nil},
		{"take the template's", []merge.Choice{merge.TakeTemplate, merge.TakeTemplate, merge.TakeTemplate},
			"a2\nb\nc2\nd\ne2\n", []string{"line 1", "line 3", "line 5"}, nil},
		{"one of each", []merge.Choice{merge.TakeTemplate, merge.Leave, merge.TakeYours},
			"a2\nb\n" + conflict("c") + "d\ne1\n", []string{"line 1", "line 5"}, []string{"line 3"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var asked []string
			got := Merger{}.Merge(s, mergetest.Labels(), func(c merge.Conflict) merge.Choice {
				asked = append(asked, c.Field)
				return tt.choices[len(asked)-1]
			})
			assert.Equal(t, []string{"line 1", "line 3", "line 5"}, asked, "every conflict once, in order")
			assert.Equal(t, tt.want, string(got.Content))
			assert.Equal(t, tt.settled, places(got.Settled))
			assert.Equal(t, tt.left, places(got.Conflicts))
		})
	}
}

func TestTakeBoth(t *testing.T) {
	tests := []struct {
		name                  string
		base, yours, template string
		want                  string
		both                  bool
	}{
		{"two lines at one place", "a\nz\n", "a\nY\nz\n", "a\nT\nz\n", "a\nY\nT\nz\n", true},
		{"at the end, the last line unended", "a", "a\nY", "a\nT", "a\nY\nT", true},
		{"in the line endings of yours", "a\r\nz\r\n", "a\r\nY\r\nz\r\n", "a\nT\nz\n", "a\r\nY\r\nT\r\nz\r\n", true},
		{"one line replaced twice stays a conflict", "b\n", "Y\n", "T\n", "<<<<<<< yours\nY\n||||||| base\nb\n=======\nT\n>>>>>>> template\n", false},
		{"deleted and replaced stays a conflict", "a\nb\n", "a\n", "a\nT\n", "a\n<<<<<<< yours\n||||||| base\nb\n=======\nT\n>>>>>>> template\n", false},
	}
	both := func(merge.Conflict) merge.Choice { return merge.TakeBoth }
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := mergetest.Sides(tt.base, tt.yours, tt.template)
			asked := Merger{}.Merge(s, mergetest.Labels(), nil)
			assert.Equal(t, tt.both, asked.Conflicts[0].Both)
			got := Merger{}.Merge(s, mergetest.Labels(), both)
			assert.Equal(t, tt.want, string(got.Content))
			assert.Len(t, got.Settled, map[bool]int{true: 1}[tt.both])
			assert.Equal(t, bodies(got.Content), bodies(Settle(asked.Content, both)), "settling the marks is the same")
		})
	}
}

func TestDecideIsNotAskedWithoutConflict(t *testing.T) {
	got := Merger{}.Merge(mergetest.Sides("a\nb\nc\n", "A\nb\nc\n", "A\nb\nC\n"), mergetest.Labels(), func(c merge.Conflict) merge.Choice {
		t.Errorf("asked about %v", c)
		return merge.TakeYours
	})
	assert.Equal(t, "A\nb\nC\n", string(got.Content))
}

func TestDecideWithoutBase(t *testing.T) {
	s := merge.Sides{Yours: []byte("a\r\nb\r\nc"), Template: []byte("x\na\nc\n")}
	take := func(choice merge.Choice) string {
		return string(Merger{}.Merge(s, mergetest.Labels(), func(merge.Conflict) merge.Choice { return choice }).Content)
	}
	assert.Equal(t, "a\r\nb\r\nc", take(merge.TakeYours), "yours as it was")
	assert.Equal(t, "x\r\na\r\nc", take(merge.TakeTemplate), "the template's lines, ended as in yours")
}

func places(conflicts []merge.Conflict) []string {
	var all []string
	for _, c := range conflicts {
		all = append(all, c.Field)
	}
	return all
}
