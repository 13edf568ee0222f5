package plugin

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestKubectlCompleterOfWindows: there kubectl finds a program only by an
// extension of PATHEXT, and cmd reads lines that end in CRLF.
func TestKubectlCompleterOfWindows(t *testing.T) {
	name, content := kubectlCompleter("windows")
	assert.Equal(t, "kubectl_complete-svc.cmd", name)
	assert.Contains(t, string(content), "kubectl-svc __complete %*\r\n")
	assert.Equal(t, strings.Count(string(content), "\n"), strings.Count(string(content), "\r\n"))
}
