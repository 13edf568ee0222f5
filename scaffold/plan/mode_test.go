package plan

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

func mode(words string, executable bool) tree.Tree {
	return tree.Tree{"f": {Content: []byte(lines(words)), Executable: executable}}
}

// The executable bit has two values, so two sides that both changed it agree:
// who changed it has it.
var bits = []struct{ b, y, t, want bool }{
	{false, false, false, false},
	{false, false, true, true},
	{false, true, false, true},
	{false, true, true, true},
	{true, true, true, true},
	{true, true, false, false},
	{true, false, true, false},
	{true, false, false, false},
}

// Content and executable bit are merged apart: whatever happens to the one, the
// other is merged as if it were alone.
func TestModeIsMergedApart(t *testing.T) {
	contents := []struct{ name, b, y, t, after string }{
		{"content the same", "B", "B", "B", "B"},
		{"content changed in the template", "B", "B", "T", "T"},
		{"content changed in yours", "B", "Y", "B", "Y"},
		{"content changed to the same", "B", "T", "T", "T"},
		{"content merged", "a b c", "Y b c", "a b T", "Y b T"},
		{"content of a binary file changed in the template", "\x00B\n", "\x00B\n", "\x00T\n", "\x00T\n"},
		{"content of a binary file changed in yours", "\x00B\n", "\x00Y\n", "\x00B\n", "\x00Y\n"},
	}
	for _, c := range contents {
		for _, m := range bits {
			t.Run(fmt.Sprintf("%s/%v %v %v", c.name, m.b, m.y, m.t), func(t *testing.T) {
				in := input(mode(c.b, m.b), mode(c.y, m.y), mode(c.t, m.t))
				p := compute(t, in)
				assert.Zero(t, p.Conflicts())
				assertTree(t, mode(c.after, m.want), apply(in.Yours, p))
			})
		}
	}
}

// A conflict in the content leaves the bit merged, however it is settled.
func TestModeOfConflicts(t *testing.T) {
	for _, kind := range []struct{ name, b, y, t, left string }{
		{"text", "B", "Y", "T", marked("Y", "B", "T")},
		{"binary", "\x00B\n", "\x00Y\n", "\x00T\n", "\x00Y\n"},
	} {
		for _, m := range bits {
			for settled, after := range map[string]string{"": kind.left, "yours": kind.y, "template": kind.t} {
				t.Run(fmt.Sprintf("%s/%v %v %v/%s", kind.name, m.b, m.y, m.t, settled), func(t *testing.T) {
					in := input(mode(kind.b, m.b), mode(kind.y, m.y), mode(kind.t, m.t))
					if settled != "" {
						in.Resolve = resolve(t, settled)
					}
					got := apply(in.Yours, compute(t, in))["f"]
					assert.Equal(t, lines(after), string(got.Content))
					assert.Equal(t, m.want, got.Executable)
				})
			}
		}
	}
}

// Without a base nobody knows who changed the bit: yours stays, and as the
// contents agree there is no conflict.
func TestModeOfAddAdd(t *testing.T) {
	for _, y := range []bool{false, true} {
		for _, tt := range []bool{false, true} {
			t.Run(fmt.Sprint(y, " ", tt), func(t *testing.T) {
				in := input(nil, mode("T", y), mode("T", tt))
				p := compute(t, in)
				assert.Zero(t, p.Conflicts())
				assertTree(t, mode("T", y), apply(in.Yours, p))
			})
		}
	}
}

func TestModeOfNewFiles(t *testing.T) {
	in := input(nil, nil, mode("T", true))
	in.Yours = tree.Tree{}
	assertTree(t, mode("T", true), apply(in.Yours, compute(t, in)))
}

// Setting the bit of what the template deletes is an edit of it.
func TestModeIsAnEditOfWhatIsDeleted(t *testing.T) {
	a := single(t, compute(t, input(mode("B", false), mode("B", true), nil)))
	assert.Equal(t, Conflict, a.Action)
}

func TestModeOfOnceAndLockFiles(t *testing.T) {
	for _, policy := range []pack.Policy{once, lock} {
		t.Run(string(policy), func(t *testing.T) {
			in := input(mode("B", false), mode("Y", true), mode("T", false))
			in.Rule = func(path string) pack.FileRule { return pack.FileRule{Path: path, Policy: policy} }
			assertTree(t, mode("Y", true), apply(in.Yours, compute(t, in)))
		})
	}
}
