package print

import (
	"fmt"
	"io"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

// Repair prints what rebuilding a service's state did or would do.
func Repair(w io.Writer, r *scaffold.Repair, dryRun bool) {
	c := paletteFor(w)
	if r.Problem == "" {
		fmt.Fprintf(w, "Nothing to repair: .svc of %s is sound.\n", r.Name)
		return
	}
	title := r.Name + ": .svc rebuilt"
	if dryRun {
		title = r.Name + ": .svc would be rebuilt (dry run)"
	}
	fmt.Fprintf(w, "%s  %s\n", c.bold(title), c.dim(r.Pack))
	fmt.Fprintf(w, "%s.\nThe base is rendered again at stage %s, from the inputs in %s.\n", r.Problem, r.Stage, r.Inputs)
	for _, g := range []struct {
		title, sign string
		paths       []string
	}{
		{"Counts as edited", "~", r.Edited},
		{"Counts as deleted by you", "-", r.Deleted},
		{"Cannot be merged", "!", r.Odd},
	} {
		if len(g.paths) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", c.bold(fmt.Sprintf("%s (%d)", g.title, len(g.paths))))
		for _, path := range g.paths {
			fmt.Fprintf(w, "  %s %s\n", c.cyan(g.sign), path)
		}
	}
	switch {
	case len(r.Edited)+len(r.Deleted)+len(r.Odd) == 0:
		fmt.Fprintln(w, "Every file is as it was generated.")
	case dryRun:
		fmt.Fprintln(w)
	default:
		fmt.Fprintln(w, "\nNo file of yours was touched.")
	}
	if dryRun {
		fmt.Fprintln(w, "Nothing was written.")
	}
}
