package print

import (
	"fmt"
	"io"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// Plan shows a plan to people.
type Plan struct {
	Name    string // of the service
	Command string
	Pack    string
	Plan    *plan.Plan
	DryRun  bool
	Flags   []string // those that the next command has to repeat
	Dir     string   // as the user named it
	Changes bool     // whether anything is written, the state included
	Blocked bool     // gates keep it from being written
	After   After
	Gates   []gate.Judged // those that do not simply pass
}

// group is one heading of the summary.
type group struct {
	title string
	sign  string
	paint func(palette, string) string
	takes func(*plan.Action) bool
	note  func(*plan.Action) string
}

func kinds(ks ...plan.Kind) func(*plan.Action) bool {
	return func(a *plan.Action) bool {
		for _, k := range ks {
			if a.Action == k {
				return true
			}
		}
		return false
	}
}

func why(a *plan.Action) string { return a.Why }

// strengthened tells of a merge that both sides took part in; why a file is
// there is old news then.
func strengthened(a *plan.Action) string {
	var notes []string
	if a.From != "" {
		notes = append(notes, "moved from "+a.From)
	}
	switch {
	case a.Action == plan.Merge && a.Fallback != "":
		notes = append(notes, "merged line by line with your edits: "+a.Fallback)
	case a.Action == plan.Merge:
		notes = append(notes, "merged with your edits")
	case a.Path == record.FileName:
		notes = append(notes, a.Reason)
	}
	return strings.Join(notes, ", ")
}

func reason(a *plan.Action) string {
	if a.Next != "" {
		return a.Reason + "; " + nextOf(a)
	}
	return a.Reason
}

// nextOf words an action's next step: a flag of this command, or a command.
func nextOf(a *plan.Action) string {
	if strings.HasPrefix(a.Next, "--") {
		return "bring it back with " + a.Next
	}
	return "then run " + a.Next
}

var groups = []group{
	{"Added", "+", palette.green, kinds(plan.Create), why},
	{"Strengthened", "~", palette.cyan, kinds(plan.Update, plan.Merge, plan.Rename), strengthened},
	{"Removed", "-", palette.red, kinds(plan.Delete), reason},
	{"Kept yours", "=", palette.dim, kinds(plan.Keep, plan.Deleted), reason},
	{"Conflicts", "!", palette.yellow, kinds(plan.Conflict), conflict},
}

func conflict(a *plan.Action) string {
	fields := make([]string, 0, len(a.Conflicts))
	for _, c := range a.Conflicts {
		fields = append(fields, c.Field)
	}
	if len(fields) == 1 && fields[0] == "file" {
		return a.Reason
	}
	text := a.Reason + ": " + strings.Join(fields, ", ")
	if a.Fallback != "" {
		text += " (merged line by line: " + a.Fallback + ")"
	}
	return text
}

// Writes tells whether the plan changes any file.
func (v Plan) Writes() bool {
	for i := range v.Plan.Actions {
		if v.Plan.Actions[i].Writes() {
			return true
		}
	}
	return false
}

// groups prints every heading that has files.
func (v Plan) groups(w io.Writer, c palette) {
	width := 0
	for i := range v.Plan.Actions {
		width = max(width, len(v.Plan.Actions[i].Path))
	}
	width = min(width, 52)
	for _, g := range groups {
		var rows []string
		files := 0
		for i := range v.Plan.Actions {
			a := &v.Plan.Actions[i]
			if !g.takes(a) {
				continue
			}
			files++
			row := fmt.Sprintf("  %s %-*s", g.paint(c, g.sign), width, a.Path)
			if note := g.note(a); note != "" {
				row += "  " + c.dim(note)
			}
			rows = append(rows, strings.TrimRight(row, " "))
			for _, note := range a.Notes {
				rows = append(rows, fmt.Sprintf("    %-*s  %s", width, "", c.dim(note)))
			}
		}
		if len(rows) > 0 {
			fmt.Fprintf(w, "\n%s\n%s\n", c.bold(fmt.Sprintf("%s (%d)", v.title(g), files)), strings.Join(rows, "\n"))
		}
	}
}

// title is a group's heading: only on the way up a file that changes is
// strengthened.
func (v Plan) title(g group) string {
	if g.sign == "~" && v.Command != scaffold.CommandPromote {
		return "Changed"
	}
	return g.title
}

// New prints what a new service consists of.
func (v Plan) New(w io.Writer, dir string) {
	c := paletteFor(w)
	made := fmt.Sprintf("%s made in %s at stage %s", v.Name, place(dir), v.Plan.Stage.To)
	if v.DryRun {
		made = fmt.Sprintf("%s would be made in %s at stage %s (dry run)", v.Name, place(dir), v.Plan.Stage.To)
	}
	fmt.Fprintf(w, "%s  %s\n", c.bold(made), c.dim(v.Pack+", "+Count(len(v.Plan.Actions), "file")))
	if v.DryRun {
		v.groups(w, c)
		v.shared(w, c)
		return
	}
	fmt.Fprintln(w)
	v.folders(w, c)
	v.shared(w, c)
	var next []Step
	if v.After.Make {
		next = append(next, Step{"make run", "start it on this machine, no cluster needed"}, Step{"make test", "run its tests"})
	}
	next = append(next, Step{"kubectl svc promote --dry-run", "see what the next stage adds"})
	Next(w, dir, next)
}

func place(dir string) string {
	if dir == "." {
		return "this folder"
	}
	return dir + "/"
}

// folders sums a new service up by its top-level entries.
func (v Plan) folders(w io.Writer, c palette) {
	count := map[string]int{}
	var order []string
	for i := range v.Plan.Actions {
		path := v.Plan.Actions[i].Path
		top, _, nested := strings.Cut(path, "/")
		if top == ".." { // at the repository: by its name
			top, nested = path, false
		}
		if nested {
			top += "/"
		}
		if count[top] == 0 {
			order = append(order, top)
		}
		count[top]++
	}
	for _, top := range order {
		if strings.HasSuffix(top, "/") {
			fmt.Fprintf(w, "  %-20s %s\n", top, c.dim(Count(count[top], "file")))
		} else {
			fmt.Fprintf(w, "  %s\n", top)
		}
	}
}

// Summary prints what a promotion, demotion or update did or would do.
func (v Plan) Summary(w io.Writer) {
	c := paletteFor(w)
	st := v.Plan.Stage
	title := fmt.Sprintf("%s: %s → %s", v.Name, st.From, st.To)
	if st.From == st.To {
		title = fmt.Sprintf("%s: %s", v.Name, st.To)
	}
	if v.DryRun {
		title += " (dry run)"
	}
	fmt.Fprintf(w, "%s  %s\n", c.bold(title), c.dim(v.Pack))
	v.warnings(w)
	if v.Changes {
		v.groups(w, c)
	}
	v.runtime(w, c)
	Gates(w, v.Gates)
	v.shared(w, c)
	fmt.Fprintln(w)
	v.outcome(w, c)
}

// runtime prints what changes in the running system.
func (v Plan) runtime(w io.Writer, c palette) {
	if len(v.Plan.Runtime) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s  %s\n", c.bold("Changes at run time"), c.dim("once the manifests are applied"))
	width := 0
	for _, r := range v.Plan.Runtime {
		width = max(width, len(r.Object))
	}
	for _, r := range v.Plan.Runtime {
		fmt.Fprintf(w, "  %-*s  %s\n", width, r.Object, r.Effect)
	}
}

// shared prints what is left to people, in files that the services of the
// repository share.
func (v Plan) shared(w io.Writer, c palette) {
	for _, s := range v.Plan.Shared {
		fmt.Fprintf(w, "\n%s  %s\n", c.bold("For you to add to "+s.Path+" at the repository's root"), c.dim(s.Why))
		for line := range strings.Lines(s.Text) {
			fmt.Fprintf(w, "  %s\n", strings.TrimRight(line, "\n"))
		}
	}
}

// outcome is the last word, and the commands to type next.
func (v Plan) outcome(w io.Writer, c palette) {
	st := v.Plan.Stage
	conflicts := v.Plan.Conflicts()
	command := "kubectl svc " + v.Command
	dryRun := v.repeat(v.commandTo() + " --dry-run --diff")
	switch {
	case v.DryRun && conflicts > 0:
		fmt.Fprintf(w, "Nothing was written. %s would be left for you to settle.\n", c.yellow(Count(conflicts, "conflict")))
		Next(w, v.Dir, []Step{{dryRun, "look at the lines"}})
	case v.DryRun && v.Blocked:
		fmt.Fprintln(w, "Nothing was written.")
		Next(w, v.Dir, []Step{{dryRun, "the same as a diff"}, {"kubectl svc check --for " + st.To, "what is asked, and what repairs it"}})
	case v.DryRun && v.Changes:
		fmt.Fprintln(w, "Nothing was written.")
		Next(w, v.Dir, []Step{{dryRun, "the same as a diff"}, {v.repeat(v.commandTo()), "do it"}})
	case !v.Changes:
		fmt.Fprintf(w, "Nothing to do: %s is up to date.\n", v.Name)
	case conflicts > 0:
		fmt.Fprintf(w, "%s stays at %s until you settle %s:\n", v.Name, st.From, c.yellow(Count(conflicts, "conflict")))
		v.settle(w, command)
	default:
		fmt.Fprintln(w, Reached(v.Name, v.Command, st))
		Next(w, v.Dir, v.After.Steps(v.Name, v.Command, st))
	}
}

// repeat adds the flags the user gave, so that the command can be typed as it
// stands.
func (v Plan) repeat(command string) string {
	return strings.Join(append([]string{command}, v.Flags...), " ")
}

// Reached says where a service stands after a command.
func Reached(name, command string, st plan.Stages) string {
	if command == scaffold.CommandUpdate {
		return name + " is up to date."
	}
	return fmt.Sprintf("%s is now at %s.", name, st.To)
}

func (v Plan) commandTo() string {
	if v.Command == scaffold.CommandUpdate {
		return "kubectl svc update"
	}
	return fmt.Sprintf("kubectl svc %s --to %s", v.Command, v.Plan.Stage.To)
}
