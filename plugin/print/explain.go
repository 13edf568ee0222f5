package print

import (
	"fmt"
	"io"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// Stages prints the stages of a pack in their order.
func Stages(w io.Writer, p *pack.Pack) {
	c := paletteFor(w)
	fmt.Fprintf(w, "Stages of %s, in order of maturity:\n\n", p)
	width := 0
	for _, s := range p.Spec.Stages {
		width = max(width, len(s.Name))
	}
	for _, s := range p.Spec.Stages {
		fmt.Fprintf(w, "  %s  %s\n", c.bold(fmt.Sprintf("%-*s", width, s.Name)), s.Summary)
	}
	fmt.Fprintf(w, "\nWhat one adds, and why: kubectl svc explain STAGE\n")
}

// Explanation prints what a stage contains.
func Explanation(w io.Writer, e *scaffold.Explanation) {
	c := paletteFor(w)
	fmt.Fprintf(w, "%s  %s\n%s\n", c.bold(e.Stage), c.dim(e.Pack), e.Summary)
	title := "Contains"
	if e.After != "" {
		title = "Adds to " + e.After
	}
	files(w, c, title, "+", e.Adds)
	files(w, c, "Strengthens", "~", e.Strengthens)
	if len(e.Removes) > 0 {
		fmt.Fprintf(w, "\n%s\n  - %s\n", c.bold("Removes"), strings.Join(e.Removes, "\n  - "))
	}
	byLanguage(w, c, e.ByLanguage)
	stageGates(w, c, e.Gates)
	needs(w, c, e.Needs)
}

// byLanguage says what is not the same in every language of the pack.
func byLanguage(w io.Writer, c palette, l *scaffold.ByLanguage) {
	if l == nil || len(l.Others) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s  %s\n  %s\n", c.bold("Of "+l.Language+" alone"),
		c.dim("(the rest is the same in "+strings.Join(l.Others, ", ")+": --language)"), strings.Join(l.Places, "\n  "))
}

// stageGates lists the gates that a stage asks for.
func stageGates(w io.Writer, c palette, gates []scaffold.StageGate) {
	if len(gates) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\n", c.bold("Gates"))
	for _, g := range gates {
		fmt.Fprintf(w, "  %s  %s  %s\n", g.ID, g.Title, c.dim("("+asked(g)+")"+from(g.Pack)))
	}
}

// needs lists the parameters that have to be set.
func needs(w io.Writer, c palette, parameters []pack.Parameter) {
	if len(parameters) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\n", c.bold("Needs from here on"))
	for _, p := range parameters {
		fmt.Fprintf(w, "  --set %s=…  %s\n", p.Name, c.dim(p.Description))
	}
}

// asked says what a gate is asked for.
func asked(g scaffold.StageGate) string {
	var said []string
	if g.Enter != "" {
		said = append(said, fmt.Sprintf("to enter: %s", g.Enter))
	}
	if g.Hold != "" {
		said = append(said, fmt.Sprintf("to hold: %s", g.Hold))
	}
	return strings.Join(said, ", ")
}

// from says which pack something comes from, where that is a question.
func from(pack string) string {
	if pack == "" {
		return ""
	}
	return " · " + pack
}

func files(w io.Writer, c palette, title, sign string, list []scaffold.StageFile) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\n", c.bold(fmt.Sprintf("%s (%d)", title, len(list))))
	width := 0
	for _, f := range list {
		width = max(width, len(f.Path))
	}
	for _, f := range list {
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("  %s %-*s  %s", sign, min(width, 52), f.Path, c.dim(f.Why+from(f.Pack))), " "))
	}
}
