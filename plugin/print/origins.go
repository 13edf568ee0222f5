package print

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// legend says once how to read what follows, where anything of the user's takes
// part in it.
func legend(w io.Writer, c palette, p *plan.Plan) {
	var merged, open bool
	for i := range p.Actions {
		for _, h := range p.Actions[i].Hunks {
			merged = merged || h.From == plan.FromYours || h.From == plan.FromBoth
			open = open || h.From == plan.FromConflict
		}
	}
	if merged {
		comment(w, c, `"template": comes with the change; "kept yours": - the template has, + stays as you have it`)
	}
	if open {
		comment(w, c, `"conflict": both changed it, to be settled by you`)
	}
}

// about says how a file was merged, before its diff.
func about(w io.Writer, c palette, a *plan.Action) {
	if a.Fallback != "" {
		comment(w, c, fmt.Sprintf("%s: merged line by line: %s", a.Path, a.Fallback))
	}
	for _, note := range a.Notes {
		comment(w, c, a.Path+": "+note)
	}
}

// kept shows what of the user's edits stays, behind the diff of the file.
func kept(w io.Writer, c palette, a *plan.Action) {
	for _, h := range a.Hunks {
		switch h.From {
		case plan.FromBoth:
			comment(w, c, "both made the same change, "+lines(h.NewStart, h.NewLines))
		case plan.FromYours:
			comment(w, c, "kept yours, "+lines(h.NewStart, h.NewLines))
			for _, line := range h.Lines {
				fmt.Fprintf(w, "%s %s\n", c.dim("#  "), paintLine(c, line))
			}
		}
	}
}

// comment prints a line that git apply passes over.
func comment(w io.Writer, c palette, text string) { fmt.Fprintln(w, c.dim("# "+text)) }

// lines names some lines of the result; where there are none, what stood behind
// a line is gone.
func lines(start, count int) string {
	switch count {
	case 0:
		return fmt.Sprintf("after line %d", start)
	case 1:
		return fmt.Sprintf("line %d", start)
	}
	return fmt.Sprintf("lines %d-%d", start, start+count-1)
}

// hunkHeader is the first line of a hunk in a unified diff.
var hunkHeader = regexp.MustCompile(`^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@`)

// named writes behind the header of a hunk where its lines come from.
func named(line string, a *plan.Action) string {
	m := hunkHeader.FindStringSubmatch(line)
	if m == nil {
		return line
	}
	start, _ := strconv.Atoi(m[1])
	count := 1
	if m[2] != "" {
		count, _ = strconv.Atoi(m[2])
	}
	var from []string
	for _, h := range a.Hunks {
		changed := h.From == plan.FromTemplate || h.From == plan.FromConflict
		if changed && h.NewStart < start+count && start <= h.NewStart+h.NewLines && !slices.Contains(from, string(h.From)) {
			from = append(from, string(h.From))
		}
	}
	switch {
	case a.Path == record.FileName:
		from = []string{"record"}
	case len(from) == 0: // a whole file, or one that is aligned otherwise here
		from = []string{string(plan.FromTemplate)}
	}
	return strings.TrimSuffix(line, "\n") + " " + strings.Join(from, ", ") + "\n"
}

// paintLine paints a line by its sign.
func paintLine(c palette, line string) string {
	if strings.HasPrefix(line, "-") {
		return c.red(line)
	}
	return c.green(line)
}
