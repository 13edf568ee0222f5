package cluster

import (
	"fmt"
	"io"
	"sync"

	"github.com/kubectl-svc/kubectl-svc/scaffold/printable"
)

// mostText is how much of a message from the cluster is shown.
const mostText = 600

func shown(text string) string { return printable.Line(text, mostText) }

// warner prints what the API server warns of, each text once.
type warner struct {
	out  io.Writer
	mu   sync.Mutex
	said map[string]bool
}

// mostWarnings keeps a server from filling the screen.
const mostWarnings = 50

// HandleWarningHeader is rest.WarningHandler.
func (w *warner) HandleWarningHeader(code int, _, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if text = shown(text); code != 299 || text == "" || w.said[text] || len(w.said) >= mostWarnings {
		return
	}
	if w.said == nil {
		w.said = map[string]bool{}
	}
	w.said[text] = true
	fmt.Fprintf(w.out, "warning: %s\n", text)
}
