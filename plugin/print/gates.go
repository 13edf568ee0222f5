package print

import (
	"fmt"
	"io"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
)

// verdictWidth is that of the longest verdict.
const verdictWidth = len(gate.Unknown)

// Check prints every gate with its verdict, what was seen, and the command that
// repairs it.
func Check(w io.Writer, r *gate.Report) {
	c := paletteFor(w)
	passed := 0
	for _, g := range r.Gates {
		if g.Verdict == gate.Pass {
			passed++
		}
	}
	fmt.Fprintf(w, "%s  %s\n", c.bold(r.Service+": "+r.For), c.dim(fmt.Sprintf("%d of %s pass", passed, Count(len(r.Gates), "gate"))))
	if len(r.Gates) > 0 {
		fmt.Fprintln(w)
	}
	width := 0
	for _, g := range r.Gates {
		width = max(width, len(g.ID))
	}
	c.gates(w, r.Gates, width)
	fmt.Fprintln(w)
	switch blocking := len(r.Blocking()); {
	case len(r.Gates) == 0:
		fmt.Fprintf(w, "%s asks for nothing.\n", r.For)
	case blocking > 0:
		fmt.Fprintf(w, "%s of %s not met.\n", c.red(Count(blocking, "required gate")), r.For)
	default:
		fmt.Fprintf(w, "Every required gate of %s is met.\n", r.For)
	}
}

// Gates prints what gates said of a change, where there is more to say than
// that they passed.
func Gates(w io.Writer, told []gate.Judged) {
	if len(told) == 0 {
		return
	}
	c := paletteFor(w)
	fmt.Fprintf(w, "\n%s\n", c.bold("Gates"))
	width := 0
	for _, g := range told {
		width = max(width, len(g.ID))
	}
	c.gates(w, told, width)
}

// gates prints gates one below the other. Where nothing could be asked, that is
// said once for all that it concerns.
func (p palette) gates(w io.Writer, gates []gate.Judged, width int) {
	for n, g := range gates {
		if g.Reason != "" && n+1 < len(gates) && gates[n+1].Reason == g.Reason {
			p.row(w, g, width)
			continue
		}
		if g.Reason != "" && n > 0 && gates[n-1].Reason == g.Reason {
			g.Evidence, g.Remedy = g.Reason, ""
		}
		p.gate(w, g, width)
	}
}

// gate prints one gate: a row, and below it what was seen and what to do.
func (p palette) gate(w io.Writer, g gate.Judged, width int) {
	p.row(w, g, width)
	indent := strings.Repeat(" ", 2+verdictWidth+2+width+2)
	if g.Evidence != "" {
		fmt.Fprintf(w, "%s%s\n", indent, p.dim(g.Evidence))
	}
	if (g.Verdict == gate.Fail || g.Verdict == gate.Unknown) && g.Remedy != "" {
		fmt.Fprintf(w, "%s→ %s\n", indent, g.Remedy)
	}
}

// row is a gate's verdict and title.
func (p palette) row(w io.Writer, g gate.Judged, width int) {
	title := g.Title
	if g.Severity == gate.Advisory && g.Verdict != gate.Pass {
		title += " " + p.dim("(advisory)")
	}
	fmt.Fprintf(w, "  %s  %-*s  %s\n", p.verdict(g), width, g.ID, title)
}

func (p palette) verdict(g gate.Judged) string {
	text := fmt.Sprintf("%-*s", verdictWidth, g.Verdict)
	switch {
	case g.Verdict == gate.Pass:
		return p.green(text)
	case g.Blocks():
		return p.red(text)
	}
	return p.yellow(text)
}

// Blocking prints the gates that keep a service from a stage, a line each.
func Blocking(w io.Writer, blocking []gate.Judged) {
	for _, g := range blocking {
		fmt.Fprintf(w, "%s %s: %s → %s\n", g.ID, g.Verdict, g.Evidence, g.Remedy)
	}
}
