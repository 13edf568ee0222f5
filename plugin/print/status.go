package print

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

// Status prints what can be said of a service without a cluster.
func Status(w io.Writer, s *scaffold.Status) {
	c := paletteFor(w)
	row := func(name, value string) { fmt.Fprintf(w, "%-10s %s\n", name+":", value) }
	row("Service", c.bold(s.Name))
	row("Stage", cmp.Or(s.Stage, "none yet"))
	if s.Language != "" {
		row("Language", s.Language)
	}
	row("Pack", s.Pack)
	if len(s.Unproven) > 0 {
		row("Unproven", c.yellow(strings.Join(s.Unproven, ", "))+", passed --offline")
		fmt.Fprintf(w, "           → %s\n", scaffold.CommandLine("check", s.Dir))
	}
	if len(s.Drift) == 0 {
		row("Drift", "none")
		return
	}
	fmt.Fprintln(w, "Drift:")
	for _, d := range s.Drift {
		fmt.Fprintf(w, "  %s %s\n", c.yellow(fmt.Sprintf("%-9s", d.Kind)), d.Detail)
		if d.Kind == scaffold.DriftPending || d.Kind == scaffold.DriftEdited || d.Kind == scaffold.DriftLive {
			fmt.Fprintf(w, "            %s\n", c.dim(strings.Join(d.Paths, "\n            ")))
		}
		if d.Next != "" {
			fmt.Fprintf(w, "            → %s\n", d.Next)
		}
	}
}
