package print

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Diff prints the plan as a unified diff that git apply understands. Each hunk
// says where it comes from; what is kept of the user's edits stands behind the
// file, as comments.
func (v Plan) Diff(w io.Writer) error {
	c := paletteFor(w)
	out := bufio.NewWriter(w)
	v.Plan.Explain()
	legend(out, c, v.Plan)
	for i := range v.Plan.Actions {
		a := &v.Plan.Actions[i]
		if a.Writes() {
			about(out, c, a)
			fileDiff(out, c, a)
			kept(out, c, a)
		}
		if a.Beside != nil {
			beside := &plan.Action{Path: a.Path + plan.BesideSuffix, After: a.Beside}
			fileDiff(out, c, beside)
		}
	}
	return out.Flush()
}

// Edits prints what users made of generated files, as a unified diff that git
// apply --reverse takes back at the root of the repository: from there git's own
// diffs count, and it passes over what lies elsewhere without a word. below is
// where the service is in the repository.
func Edits(w io.Writer, below string, edits []scaffold.Edit) error {
	c := paletteFor(w)
	out := bufio.NewWriter(w)
	for _, e := range edits {
		a := &plan.Action{Path: path.Join(below, e.Path), Before: &e.Base, After: e.Yours}
		unified(out, c, a, func(line string) string { return line })
	}
	return out.Flush()
}

func fileDiff(w io.Writer, c palette, a *plan.Action) {
	unified(w, c, a, func(line string) string { return named(line, a) })
}

// unified prints what an action makes of a file; head may add to the head of a
// hunk.
func unified(w io.Writer, c palette, a *plan.Action, head func(string) string) {
	from := a.Path
	if a.From != "" {
		from = a.From
	}
	if a.Before == a.After && a.From == "" {
		return
	}
	fmt.Fprintln(w, c.bold(fmt.Sprintf("diff --git a/%s b/%s", from, a.Path)))
	header(w, c, a, from)
	if binary(a.Before) || binary(a.After) {
		fmt.Fprintf(w, "Binary files a/%s and b/%s differ\n", from, a.Path)
		return
	}
	oldName, newName := "a/"+from, "b/"+a.Path
	if a.Before == nil {
		oldName = "/dev/null"
	}
	if a.After == nil {
		newName = "/dev/null"
	}
	for _, line := range strings.SplitAfter(udiff.Unified(oldName, newName, content(a.Before), content(a.After)), "\n") {
		fmt.Fprint(w, paintDiff(c, head(line)))
	}
}

// header prints git's extended header lines.
func header(w io.Writer, c palette, a *plan.Action, from string) {
	lines := []string{}
	switch {
	case a.Before == nil:
		lines = append(lines, "new file mode "+mode(a.After))
	case a.After == nil:
		lines = append(lines, "deleted file mode "+mode(a.Before))
	default:
		if a.Before.Executable != a.After.Executable {
			lines = append(lines, "old mode "+mode(a.Before), "new mode "+mode(a.After))
		}
		if from != a.Path {
			lines = append(lines, "rename from "+from, "rename to "+a.Path)
		}
	}
	for _, l := range lines {
		fmt.Fprintln(w, c.bold(l))
	}
}

func mode(f *tree.File) string {
	if f.Executable {
		return "100755"
	}
	return "100644"
}

func content(f *tree.File) string {
	if f == nil {
		return ""
	}
	return string(f.Content)
}

func binary(f *tree.File) bool { return f != nil && tree.IsBinary(f.Content) }

func paintDiff(c palette, line string) string {
	text, end := strings.CutSuffix(line, "\n")
	switch {
	case text == "":
		return line
	case strings.HasPrefix(text, "+++ "), strings.HasPrefix(text, "--- "):
		text = c.bold(text)
	case text[0] == '+':
		text = c.green(text)
	case text[0] == '-':
		text = c.red(text)
	case text[0] == '@':
		text = c.cyan(text)
	}
	if end {
		text += "\n"
	}
	return text
}
