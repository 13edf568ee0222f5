package print

import (
	"fmt"
	"io"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
)

// Conflict shows a conflict and its three versions, before a question about it.
func Conflict(w io.Writer, a *plan.Action, c merge.Conflict, number, total int) {
	p := paletteFor(w)
	head := fmt.Sprintf("%s, %s", a.Path, c.Field)
	if c.Field == "file" {
		head = a.Path + ", " + a.Reason
	}
	if total > 1 {
		head += p.dim(fmt.Sprintf("  %d of %d", number, total))
	}
	fmt.Fprintf(w, "\n%s\n", p.bold(head))
	version(w, "base", c.Base, p.dim)
	version(w, "yours", c.Yours, p.cyan)
	version(w, "template", c.Template, p.green)
}

// version shows one version of a conflict, cut after a screenful.
func version(w io.Writer, name, text string, paint func(string) string) {
	const most = 12
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if text == "" {
		lines = []string{"(nothing)"}
	}
	if len(lines) > most {
		rest := len(lines) - most
		lines = append(lines[:most], fmt.Sprintf("(%s more)", Count(rest, "line")))
	}
	fmt.Fprintf(w, "  %s:\n", name)
	for _, line := range lines {
		fmt.Fprintf(w, "    %s\n", paint(line))
	}
}
