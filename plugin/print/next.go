package print

import (
	"fmt"
	"io"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
)

// Step is a command to type, and what it does.
type Step struct{ Command, Does string }

// After is what there is in a service's folder to go on with.
type After struct {
	Git  bool // the folder is in a git repository
	Make bool // there is a Makefile
}

// Steps follow a change that was written.
func (a After) Steps(name, command string, st plan.Stages) []Step {
	message := fmt.Sprintf("%s %s to %s", command, name, st.To)
	if st.From == st.To || st.From == "" {
		message = command + " " + name
	}
	var steps []Step
	if a.Git {
		steps = append(steps, Step{"git diff", "read what changed"})
	}
	if a.Make {
		steps = append(steps, Step{"make test", "run the service's tests"})
	}
	if a.Git {
		steps = append(steps, Step{fmt.Sprintf("git add -A && git commit -m %q", message), "keep it"})
	}
	return append(steps, Step{"kubectl svc status", "where the service stands"})
}

// Next prints the commands to type next.
func Next(w io.Writer, dir string, steps []Step) {
	c := paletteFor(w)
	fmt.Fprintf(w, "\n%s\n", c.bold("Next"))
	if dir != "." && dir != "" {
		steps = append([]Step{{"cd " + scaffold.ShellQuote(dir), ""}}, steps...)
	}
	width := 0
	for _, s := range steps {
		if len(s.Command) <= 80 { // a longer one has what it does right behind it
			width = max(width, len(s.Command))
		}
	}
	for _, s := range steps {
		line := fmt.Sprintf("  %-*s", width, s.Command)
		if s.Does != "" {
			line += "   " + c.dim("# "+s.Does)
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
}
