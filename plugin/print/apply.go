package print

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"

	"github.com/kubectl-svc/kubectl-svc/plugin/cluster"
)

// Apply shows an apply as it goes: a line an object on standard output, and on
// standard error a bar for each workload on a terminal, or else a line whenever
// something changes.
type Apply struct {
	out, errOut io.Writer
	quiet       bool // data is printed at the end
	suffix      string
	terminal    bool
	drawn       int // lines of bars on the screen
	said        map[string]string
}

// NewApply makes the view. Quiet leaves standard output to structured data.
func NewApply(out, errOut io.Writer, quiet bool, suffix string) *Apply {
	return &Apply{out: out, errOut: errOut, quiet: quiet, suffix: suffix, terminal: isTerminal(errOut), said: map[string]string{}}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(f.Fd()))
}

// Begin says where to.
func (v *Apply) Begin(service, env, where, namespace string) {
	fmt.Fprintf(v.errOut, "%s: environment %s to %s, namespace %s\n", service, env, where, namespace)
}

// Event shows one.
func (v *Apply) Event(e cluster.Event) {
	switch {
	case e.Done != nil:
		v.clear()
		if !v.quiet {
			fmt.Fprintf(v.out, "%s %s%s\n", e.Done.Object, e.Done.Action, v.suffix)
		}
	case e.Note != "":
		v.clear()
		fmt.Fprintf(v.errOut, "note: %s\n", e.Note)
	case e.Warning != "":
		v.clear()
		fmt.Fprintf(v.errOut, "warning: %s\n", e.Warning)
	case e.Progress != nil:
		v.progress(e.Progress)
	}
}

// End leaves the screen as it is to stay.
func (v *Apply) End() { v.drawn = 0 }

// clear takes the bars off the screen, so that lines can come.
func (v *Apply) clear() {
	if v.drawn > 0 {
		fmt.Fprintf(v.errOut, "\x1b[%dA\x1b[J", v.drawn)
		v.drawn = 0
	}
}

func (v *Apply) progress(all []cluster.Progress) {
	if !v.terminal {
		for _, p := range all {
			if line := progressLine(p); v.said[p.Object] != line {
				v.said[p.Object] = line
				fmt.Fprintf(v.errOut, "%s: %s\n", p.Object, line)
			}
		}
		return
	}
	v.clear()
	c := paletteFor(v.errOut)
	for _, p := range all {
		fmt.Fprintf(v.errOut, "%s %s\n", c.bar(p), v.fit(p.Object+" "+progressLine(p), barWidth+1))
	}
	v.drawn = len(all)
}

// fit cuts what stands behind something of a width to one line of the terminal:
// a line that wraps is two to clear.
func (v *Apply) fit(text string, before int) string {
	f, ok := v.errOut.(interface{ Fd() uintptr })
	if !ok {
		return text
	}
	width, _, err := term.GetSize(int(f.Fd()))
	room := width - before - 1
	if runes := []rune(text); err == nil && room > 0 && len(runes) > room {
		return string(runes[:room-1]) + "…"
	}
	return text
}

func progressLine(p cluster.Progress) string {
	switch {
	case p.Done:
		return fmt.Sprintf("rolled out, %d of %d available", p.Available, p.Desired)
	case p.Failed != "":
		return p.Failed
	}
	return "waiting for " + p.Waiting
}

const barWidth = 20

// bar counts a pod half when it is of the new revision, and whole when it is
// available, too.
func (p palette) bar(progress cluster.Progress) string {
	full := barWidth
	if progress.Desired > 0 && !progress.Done {
		have := min(progress.Updated, progress.Desired) + min(progress.Available, progress.Updated, progress.Desired)
		full = int(have * barWidth / (2 * progress.Desired))
	}
	bar := strings.Repeat("█", full) + strings.Repeat("░", barWidth-full)
	switch {
	case progress.Failed != "":
		return p.red(bar)
	case progress.Done:
		return p.green(bar)
	}
	return p.cyan(bar)
}

// ApplyFailed prints what an error has to tell beyond its line: each field that
// was refused, and what keeps a rollout from getting through.
func ApplyFailed(w io.Writer, err error) {
	var rejected *cluster.RejectedError
	if errors.As(err, &rejected) {
		for _, r := range rejected.Rejections {
			fmt.Fprintf(w, "%s\n", r)
		}
	}
	var stuck *cluster.StuckError
	if errors.As(err, &stuck) {
		for _, r := range stuck.Reasons {
			fmt.Fprintf(w, "%s: %s\n", r.Object, r.Text)
		}
	}
}
