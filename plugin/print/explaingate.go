package print

import (
	"fmt"
	"io"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// Gate prints what a gate asks for, why, what repairs it, and which pack it
// comes from.
func Gate(w io.Writer, p, from *pack.Pack, g gate.Gate) {
	c := paletteFor(w)
	fmt.Fprintf(w, "%s  %s\n%s\n\n", c.bold(g.ID), c.dim(from.String()), g.Title)
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s %s\n", c.bold(fmt.Sprintf("%-10s", name+":")), value)
		}
	}
	row("Why", g.Why)
	row("Remedy", g.Remedy)
	row("Asked", Weights(p, g))
	needs := make([]string, len(g.Needs))
	for i, n := range g.Needs {
		needs[i] = string(n)
	}
	row("Needs", strings.Join(needs, ", "))
	row("Each", string(g.Each))
	row("When", oneLine(g.When))
	for i, v := range g.Variables {
		if i == 0 {
			fmt.Fprintf(w, "\n%s\n", c.bold("Variables"))
		}
		fmt.Fprintf(w, "  %s = %s\n", v.Name, oneLine(v.Expression))
	}
	fmt.Fprintf(w, "\n%s\n  %s\n", c.bold("Passes where"), oneLine(g.Expression))
}

// Weights says in words when a gate is asked.
func Weights(p *pack.Pack, g gate.Gate) string {
	var said []string
	severity := func(s gate.Severity) string {
		if s == gate.Required && g.RequiredOn != "" {
			return fmt.Sprintf("required with %s, else advisory", g.RequiredOn)
		}
		return string(s)
	}
	stages := p.StageNames()
	for i, stage := range stages {
		weights := g.Stages[stage]
		if weights.Enter != "" {
			said = append(said, fmt.Sprintf("to enter %s (%s)", stage, severity(weights.Enter)))
		}
		later := " and later stages"
		if i == len(stages)-1 {
			later = ""
		}
		if weights.Hold != "" {
			said = append(said, fmt.Sprintf("to hold %s%s (%s)", stage, later, severity(weights.Hold)))
		}
	}
	return strings.Join(said, ", ")
}

// oneLine folds an expression that was written over several lines.
func oneLine(expression string) string { return strings.Join(strings.Fields(expression), " ") }
