package print

import (
	"fmt"
	"io"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
)

// Difference prints what lies between two stages: an overview first, and then
// the lines of the files that both have.
func Difference(w io.Writer, d *scaffold.Difference) {
	c := paletteFor(w)
	fmt.Fprintf(w, "%s  %s\n%s\n", c.bold(d.From+" → "+d.To), c.dim(d.Pack), d.Summary)
	for _, group := range []struct {
		title, sign string
		change      scaffold.FileChange
	}{{"Added", "+", scaffold.FileAdded}, {"Changed", "~", scaffold.FileChanged}, {"Removed", "-", scaffold.FileRemoved}} {
		var list []scaffold.StageFile
		for _, f := range d.Files {
			if f.Change == group.change {
				list = append(list, scaffold.StageFile{Path: f.Path, Why: strings.TrimSpace(counted(f) + "  " + f.Why)})
			}
		}
		files(w, c, group.title, group.sign, list)
	}
	stageGates(w, c, d.Gates)
	needs(w, c, d.Needs)
	for _, f := range d.Files {
		if f.Diff == "" {
			continue
		}
		fmt.Fprintln(w)
		for line := range strings.Lines(f.Diff) {
			fmt.Fprint(w, paintDiff(c, line))
		}
	}
}

// counted is how many lines come and go.
func counted(f scaffold.FileDifference) string {
	switch {
	case f.Change != scaffold.FileChanged:
		return ""
	case f.Diff == "":
		return "binary   "
	}
	return fmt.Sprintf("%-9s", fmt.Sprintf("+%d -%d", f.LinesAdded, f.LinesRemoved))
}
