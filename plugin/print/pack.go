package print

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/author"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// ListedPack is a pack in a list.
type ListedPack struct {
	pack.Metadata
	Extends string `json:"extends,omitempty"` // by name and version
	BuiltIn bool   `json:"builtIn,omitempty"`
	Digest  string `json:"digest"`
}

// Packs lists packs, a row each.
func Packs(w io.Writer, packs []ListedPack) {
	rows := [][]string{{"NAME", "VERSION", "EXTENDS", "KEPT", "DIGEST"}}
	for _, p := range packs {
		kept := "cached"
		if p.BuiltIn {
			kept = "built in"
		}
		rows = append(rows, []string{p.Name, p.Version, cmp.Or(p.Extends, "-"), kept, p.Digest[:min(len(p.Digest), len("sha256:")+12)]})
	}
	for _, row := range aligned(rows) {
		fmt.Fprintln(w, row)
	}
}

// aligned are rows of as many cells each, one below the other.
func aligned(rows [][]string) []string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	out := make([]string, len(rows))
	for n, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = fmt.Sprintf("%-*s", widths[i], cell)
		}
		out[n] = strings.TrimRight(strings.Join(cells, "  "), " ")
	}
	return out
}

// Pack shows what a pack declares.
func Pack(w io.Writer, p *pack.Pack, gates *gate.Set) {
	c := paletteFor(w)
	fmt.Fprintf(w, "%s  %s\n%s\n\n", c.bold(p.String()), c.dim(p.Digest), p.Metadata.Description)
	row := func(name string, values []string) {
		if len(values) > 0 {
			fmt.Fprintf(w, "%s %s\n", c.bold(fmt.Sprintf("%-11s", name+":")), strings.Join(values, ", "))
		}
	}
	row("Extends", p.Bases())
	row("Stages", p.StageNames())
	row("Languages", p.Spec.Languages)
	row("Platforms", p.Spec.Platforms)
	row("Gates", gates.IDs())
	if len(p.Spec.Parameters) > 0 {
		fmt.Fprintf(w, "\n%s\n", c.bold("Parameters"))
	}
	var rows [][]string
	for _, q := range p.Spec.Parameters {
		kind := string(q.Type)
		switch {
		case q.Default != nil:
			kind += fmt.Sprintf(", %v unless set", q.Default)
		case q.RequiredFrom != "":
			kind += ", required from " + q.RequiredFrom
		}
		rows = append(rows, []string{q.Name, kind, strings.Join(strings.Fields(q.Description), " ")})
	}
	for _, row := range aligned(rows) {
		fmt.Fprintf(w, "  %s\n", row)
	}
}

// PackMade tells of a new pack, and what to do with it.
func PackMade(w io.Writer, dir string, files []string) {
	fmt.Fprintf(w, "%s made, %s", dir, Count(len(files), "file"))
	if len(files) < 20 {
		fmt.Fprintf(w, "\n\n  %s\n", strings.Join(files, "\n  "))
	} else {
		fmt.Fprintln(w)
	}
	beside := ""
	if dir == "." {
		beside = " --dir ../orders" // a service in the folder of its pack belongs to neither
	}
	fmt.Fprintf(w, `
Next
  kubectl svc pack lint %[1]s            # after every change
  kubectl svc pack test %[1]s --update   # writes what it makes into %[2]s: read it
  kubectl svc new orders --pack %[1]s%[3]s
`, scaffold.ShellQuote(dir), filepath.Join(dir, "tests", "golden"), beside)
}

// Mistakes lists those of a pack.
func Mistakes(w io.Writer, ref string, found []pack.Mistake) {
	for _, m := range found {
		fmt.Fprintln(w, m)
	}
	if len(found) == 0 {
		fmt.Fprintf(w, "%s: no mistakes found\n", ref)
	}
}

// mostDiff is how many lines of a golden file's difference are shown.
const mostDiff = 60

// PackTested tells what testing a pack came to.
func PackTested(w io.Writer, o *author.Outcome) {
	c := paletteFor(w)
	for _, name := range o.Updated {
		fmt.Fprintf(w, "updated %s\n", name)
	}
	for _, f := range o.Failures {
		fmt.Fprintf(w, "%s %s: %s\n", c.red("failed"), f.Of, f.Text)
		lines := strings.SplitAfter(f.Diff, "\n")
		for i, line := range lines {
			if i == mostDiff {
				fmt.Fprintf(w, "    … %d more lines\n", len(lines)-i)
				break
			}
			if line != "" {
				fmt.Fprintf(w, "    %s", line)
			}
		}
	}
	fmt.Fprintf(w, "%s: %s rendered, %s merged, %s\n", o.Pack, Count(o.Rendered, "tree"), Count(o.Promotions, "promotion"), Count(len(o.Failures), "failure"))
}
