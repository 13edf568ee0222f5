package print

import (
	"bufio"
	"io"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/plugin/cluster"
)

// TestBarsFitTheTerminal: a bar that wrapped would be left behind when the next
// is drawn over it.
func TestBarsFitTheTerminal(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	near, far, err := pty.Open()
	require.NoError(t, err)
	defer near.Close()
	defer far.Close()
	require.NoError(t, pty.Setsize(near, &pty.Winsize{Rows: 10, Cols: 40}))
	v := NewApply(io.Discard, far, false, "")
	v.Event(cluster.Event{Progress: []cluster.Progress{{Object: "deployment.apps/orders", Waiting: "its controller to see the change", Desired: 1}}})
	v.Event(cluster.Event{Progress: []cluster.Progress{{Object: "deployment.apps/orders", Done: true, Available: 1, Desired: 1}}})
	lines := bufio.NewReader(near)
	for _, want := range []string{
		strings.Repeat("░", barWidth) + " deployment.apps/o…\r\n",
		"\x1b[1A\x1b[J" + strings.Repeat("█", barWidth) + " deployment.apps/o…\r\n",
	} {
		line, err := lines.ReadString('\n')
		require.NoError(t, err)
		assert.Equal(t, want, line)
	}
}
