package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	binaryB = "\x89PNG\x00base\n"
	binaryY = "\x89PNG\x00yours\n"
	binaryT = "\x89PNG\x00template\n"
)

// Binary files are never merged by text.
func TestBinary(t *testing.T) {
	tests := []struct {
		name      string
		b, y, t   string
		action    Kind
		after     string
		conflicts int
	}{
		{"created", absent, absent, binaryT, Create, binaryT, 0},
		{"updated", binaryB, binaryB, binaryT, Update, binaryT, 0},
		{"deleted", binaryB, binaryB, absent, Delete, absent, 0},
		{"kept", binaryB, binaryY, binaryB, Keep, binaryY, 0},
		{"both the same", binaryB, binaryT, binaryT, nothing, binaryT, 0},
		{"both changed", binaryB, binaryY, binaryT, Conflict, binaryY, 1},
		{"both added", absent, binaryY, binaryT, Conflict, binaryY, 1},
		{"yours became binary", "B", binaryY, "T", Conflict, binaryY, 1},
		{"the template's became binary", "B", "Y", binaryT, Conflict, "Y", 1},
		{"both became text", binaryB, "Y", "T", Conflict, "Y", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := input(only("f", tt.b), only("f", tt.y), only("f", tt.t))
			p := compute(t, in)
			assert.Equal(t, tt.conflicts, p.Conflicts())
			want := only("f", tt.after)
			if tt.conflicts > 0 {
				want["f.template"] = plain(tt.t)
			}
			assertTree(t, want, apply(in.Yours, p))
			if tt.action == nothing {
				assert.Empty(t, p.Actions)
				return
			}
			a := single(t, p)
			assert.Equal(t, tt.action, a.Action)
			assert.False(t, a.Markers)
			if tt.action == Conflict {
				assert.Same(t, a.Before, a.After, "yours is not written")
				assert.True(t, a.Writes(), "but the template's is, beside it")
				assert.Contains(t, a.Reason, "f.template")
			}
		})
	}
}

func TestBinaryConflictShowsNoBytes(t *testing.T) {
	a := single(t, compute(t, input(only("f", binaryB), only("f", binaryY), only("f", binaryT))))
	require.Len(t, a.Conflicts, 1)
	c := a.Conflicts[0]
	assert.Equal(t, "file", c.Field)
	for _, version := range []string{c.Base, c.Yours, c.Template} {
		assert.NotContains(t, version, "\x00")
		assert.Contains(t, version, "binary")
	}
}

func TestBinaryResolved(t *testing.T) {
	for side, after := range map[string]string{"yours": binaryY, "template": binaryT} {
		for _, base := range []string{binaryB, absent} {
			t.Run(side+" "+base, func(t *testing.T) {
				in := input(only("f", base), only("f", binaryY), only("f", binaryT))
				in.Resolve = resolve(t, side+"=f")
				p := compute(t, in)
				assert.Zero(t, p.Conflicts())
				assertTree(t, only("f", after), apply(in.Yours, p))
				assert.Equal(t, side == "template", single(t, p).Writes())
			})
		}
	}
}
