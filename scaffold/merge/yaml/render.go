package yaml

import (
	"bytes"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// renderer writes fragments of yours.
type renderer struct {
	yours  *source
	ending string
}

// write writes a fragment with its open edits in one version.
func (r renderer) write(out []byte, f *fragment, v version) []byte {
	f.sort()
	at := f.from
	for i := range f.edits {
		e := &f.edits[i]
		if e.from < at {
			continue // within what an edit before replaced
		}
		out = append(out, r.yours.text[at:e.from]...)
		for _, p := range e.pieces(v) {
			if p.line && len(out) > 0 && out[len(out)-1] != '\n' {
				out = append(out, r.ending...)
			}
			if p.of != nil {
				out = r.write(out, p.of, v)
				continue
			}
			out = append(out, p.text...)
		}
		at = e.to
	}
	return append(out, r.yours.text[at:f.to]...)
}

// group is a stretch of lines with open edits in it.
type group struct {
	from, to    int
	first, last int // of the edits
}

// groups finds the lines that open edits are on. Edits on the same lines are in
// one group, settled ones too.
func (r renderer) groups(f *fragment) []group {
	f.sort()
	var all []group
	for i := range f.edits {
		e := &f.edits[i]
		from, to := e.from, e.to
		if open := e.undecided(); open {
			from, to = r.wholeLines(from, to)
		} else if len(all) == 0 || from >= all[len(all)-1].to {
			continue
		}
		g := group{from, to, i, i}
		for len(all) > 0 && from < all[len(all)-1].to {
			last := all[len(all)-1]
			g = group{min(g.from, last.from), max(g.to, last.to), min(g.first, last.first), i}
			all = all[:len(all)-1]
		}
		g.from, g.to = r.wholeLines(g.from, g.to)
		for g.first > 0 && f.edits[g.first-1].to > g.from {
			g.first--
			g.from = min(g.from, r.yours.lineStart(f.edits[g.first].from))
		}
		all = append(all, g)
	}
	return all
}

// wholeLines widens a stretch to whole lines.
func (r renderer) wholeLines(from, to int) (int, int) {
	start := r.yours.lineStart(from)
	if to == from && (start == from || from == len(r.yours.text)) {
		return from, to
	}
	if to > start && to == r.yours.lineStart(to) {
		return start, to
	}
	return start, r.yours.nextLine(to)
}

// mark writes a fragment with the groups of open edits between markers.
func (r renderer) mark(f *fragment, l merge.Labels) []byte {
	var out []byte
	at, next := f.from, 0
	for _, g := range r.groups(f) {
		before := fragment{from: at, to: g.from}
		for next < g.first {
			before.edits = append(before.edits, f.edits[next])
			next++
		}
		out = r.write(out, &before, asYours)
		part := func(v version) []byte {
			return r.write(nil, &fragment{from: g.from, to: g.to, edits: slices.Clone(f.edits[g.first : g.last+1])}, v)
		}
		out = r.conflict(out, l, part(asYours), part(asBase), part(asTemplate))
		at, next = g.to, g.last+1
	}
	return r.write(out, &fragment{from: at, to: f.to, edits: f.edits[next:]}, asYours)
}

// conflict writes three versions of some lines between markers, without the
// lines at both ends that are the same in all.
func (r renderer) conflict(out []byte, l merge.Labels, yours, base, template []byte) []byte {
	y, b, t := linesOf(yours), linesOf(base), linesOf(template)
	var tail [][]byte
	for len(y) > 0 && len(b) > 0 && len(t) > 0 && bytes.Equal(y[0], b[0]) && bytes.Equal(y[0], t[0]) {
		out = append(out, y[0]...)
		y, b, t = y[1:], b[1:], t[1:]
	}
	for len(y) > 0 && len(b) > 0 && len(t) > 0 && bytes.Equal(y[len(y)-1], b[len(b)-1]) && bytes.Equal(y[len(y)-1], t[len(t)-1]) {
		tail = append(tail, y[len(y)-1])
		y, b, t = y[:len(y)-1], b[:len(b)-1], t[:len(t)-1]
	}
	if len(out) > 0 && out[len(out)-1] != '\n' {
		out = append(out, r.ending...)
	}
	side := func(mark, label string, lines [][]byte) {
		out = append(out, mark...)
		if label != "" {
			out = append(append(out, ' '), label...)
		}
		out = append(out, r.ending...)
		for _, line := range lines {
			out = append(out, line...)
		}
		if out[len(out)-1] != '\n' {
			out = append(out, r.ending...)
		}
	}
	side("<<<<<<<", l.Yours, y)
	side("|||||||", l.Base, b)
	side("=======", "", t)
	side(">>>>>>>", l.Template, nil)
	for _, line := range slices.Backward(tail) {
		out = append(out, line...)
	}
	return out
}

// linesOf splits a text into lines with their endings.
func linesOf(text []byte) [][]byte {
	lines := bytes.SplitAfter(text, []byte("\n"))
	if len(lines[len(lines)-1]) == 0 {
		lines = lines[:len(lines)-1]
	}
	return lines
}
