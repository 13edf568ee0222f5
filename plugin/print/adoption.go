package print

import (
	"fmt"
	"io"

	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
)

// Adoption prints what bringing a folder under management did or would do;
// takenOver are the files that are as the template has them.
func (v Plan) Adoption(w io.Writer, takenOver []string) {
	c := paletteFor(w)
	conflicts := v.Plan.Conflicts()
	title := fmt.Sprintf("%s adopted in %s at stage %s", v.Name, place(v.Dir), v.Plan.Stage.To)
	switch {
	case v.DryRun:
		title = fmt.Sprintf("%s would be adopted in %s at stage %s (dry run)", v.Name, place(v.Dir), v.Plan.Stage.To)
	case conflicts > 0:
		title = fmt.Sprintf("%s: to be adopted in %s at stage %s", v.Name, place(v.Dir), v.Plan.Stage.To)
	}
	fmt.Fprintf(w, "%s  %s\n", c.bold(title), c.dim(v.Pack))
	v.warnings(w)
	v.groups(w, c)
	if len(takenOver) > 0 {
		fmt.Fprintf(w, "\n%s  %s\n", c.bold(fmt.Sprintf("Taken over (%d)", len(takenOver))), c.dim("as they are: the template has the same"))
		for _, path := range takenOver {
			fmt.Fprintf(w, "  %s %s\n", c.dim("="), path)
		}
	}
	v.runtime(w, c)
	fmt.Fprintln(w)
	command := "kubectl svc new --adopt"
	again := v.repeat(fmt.Sprintf("kubectl svc new %s --adopt", v.Name))
	switch {
	case v.DryRun && conflicts > 0:
		fmt.Fprintf(w, "Nothing was written. %s would be left for you to settle.\n", c.yellow(Count(conflicts, "conflict")))
		Next(w, ".", []Step{{again + " --dry-run --diff", "look at the lines"}, {again, "do it, and settle them"}})
	case v.DryRun:
		fmt.Fprintln(w, "Nothing was written.")
		Next(w, ".", []Step{{again + " --dry-run --diff", "the same as a diff"}, {again, "do it"}})
	case conflicts > 0:
		fmt.Fprintf(w, "%s is a service once you settle %s:\n", v.Name, c.yellow(Count(conflicts, "conflict")))
		v.settle(w, command)
	default:
		Adopted(w, v.Name, v.Dir, v.Plan.Stage, v.After)
	}
}

// Adopted is the last word on an adoption.
func Adopted(w io.Writer, name, dir string, st plan.Stages, after After) {
	fmt.Fprintf(w, "%s is a service at stage %s; from here on it is promoted and updated like any other.\n", name, st.To)
	after.Make = false // whether the user's file has these targets is not known
	steps := after.Steps(name, "adopt", st)
	Next(w, dir, append(steps, Step{"kubectl svc promote --dry-run", "see what the next stage adds"}))
}

// settle prints the ways to end an operation with conflicts.
func (v Plan) settle(w io.Writer, command string) {
	Next(w, v.Dir, []Step{
		{"edit the files listed under Conflicts", "each mark names yours, the base and the template"},
		{command + " --continue", "finish"},
		{command + " --continue --resolve yours", "finish, with yours wherever a mark is left"},
		{command + " --abort", "every file as it was"},
	})
}

// warnings prints those that the plan itself has.
func (v Plan) warnings(w io.Writer) {
	for _, warning := range v.Plan.Warnings {
		fmt.Fprintf(w, "%s\n", warning)
	}
}
