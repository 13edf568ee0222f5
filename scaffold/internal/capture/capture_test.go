package capture

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMain lets the test program be the one that prints.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "print" {
		_, _ = os.Stdout.WriteString(strings.Repeat("x", 1<<20))
		return
	}
	os.Exit(m.Run())
}

// A program's output is bounded, as exec copies it.
func TestOutputIsBounded(t *testing.T) {
	for name, c := range map[string]struct {
		most, keeps int
		stops       bool
	}{
		"more than there may be": {most: 1000, keeps: 1000, stops: true},
		"all of it":              {most: 1 << 20, keeps: 1 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			stopped := false
			out := &Output{Most: c.most, Stop: func() { stopped = true }}
			cmd := exec.CommandContext(t.Context(), os.Args[0], "print")
			cmd.Stdout = out
			require.NoError(t, cmd.Run())
			assert.Equal(t, c.stops, stopped)
			assert.LessOrEqual(t, len(out.Bytes()), c.keeps)
			if !c.stops {
				assert.Len(t, out.Bytes(), c.keeps)
			}
		})
	}
}
