package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// transplant moves lines of one text to a column of another, and lays out what
// is below them in the style of that one.
type transplant struct {
	from   *source
	style  style
	ending string
}

// entry returns the lines of an entry of a block, comments included, with the
// entry at a column.
func (t transplant) entry(in *structure.Node, e *structure.Entry, column int) string {
	from, to := t.from.chunk(e)
	text := t.lines(in, e, column, from, to)
	if t.from.within(e) {
		text = strings.Repeat(" ", column) + text
	}
	return text
}

// rest returns what stands behind the colon or dash of an entry, to the end of
// its last line, without a line ending there.
func (t transplant) rest(in *structure.Node, e *structure.Entry, column int) string {
	text := t.lines(in, e, column, int(e.Value.Layout.After), t.from.chunkEnd(e))
	return strings.TrimSuffix(text, t.ending)
}

func (t transplant) lines(in *structure.Node, e *structure.Entry, column, from, to int) string {
	s := t.from
	first := s.line(from)
	shift := make([]int, s.line(max(from, to-1))-first+1)
	r := relay{transplant: t, first: first, shift: shift}
	r.fill(from, to, column-int(in.Layout.Column))
	r.below(in, e, int(in.Layout.Column), column)
	return t.shifted(from, to, shift)
}

// comment returns lines of comment, moved by some columns.
func (t transplant) comment(c structure.Comment, by int) string {
	if c.From >= c.To {
		return ""
	}
	first, last := t.from.line(int(c.From)), t.from.line(int(c.To)-1)
	shift := make([]int, last-first+1)
	for i := range shift {
		shift[i] = by
	}
	return t.shifted(int(c.From), int(c.To), shift)
}

// shifted writes lines, each moved by its own number of columns. What begins
// within a line stays where it is.
func (t transplant) shifted(from, to int, shift []int) string {
	var b strings.Builder
	b.Grow(to - from + len(shift)*4)
	for i := 0; from < to; i++ {
		next := min(t.from.nextLine(from), to)
		line := strings.TrimRight(t.from.text[from:next], "\r\n")
		if from == t.from.lineStart(from) && line != "" {
			if shift[i] > 0 {
				b.WriteString(strings.Repeat(" ", shift[i]))
			}
			for n := shift[i]; n < 0 && strings.HasPrefix(line, " "); n++ {
				line = line[1:]
			}
		}
		b.WriteString(line)
		b.WriteString(t.ending)
		from = next
	}
	return b.String()
}

// relay finds out by how many columns each line moves.
type relay struct {
	transplant
	first int // the number of the first line
	shift []int
}

func (r relay) fill(from, to, by int) {
	last := r.from.line(max(from, to-1))
	for i := r.from.line(from); i <= last; i++ {
		if k := i - r.first; k >= 0 && k < len(r.shift) {
			r.shift[k] = by
		}
	}
}

// below lays out the value of an entry that moves from one column to another.
func (r relay) below(in *structure.Node, e *structure.Entry, old, column int) {
	v := e.Value
	if v.Layout.Style == styleBlock && in.Kind == structure.Mapping {
		r.text(v, old, column)
		return
	}
	if len(v.Entries) == 0 || v.Layout.Flow {
		return
	}
	was := int(v.Layout.Column)
	to := column + was - old
	if in.Kind == structure.Mapping {
		to = r.style.below(v.Kind == structure.List, column, was-old)
	}
	for i := range v.Entries {
		child := &v.Entries[i]
		from, end := r.from.chunk(child)
		if from == int(child.From) && r.from.within(child) {
			from = r.from.nextLine(from) // the line begins with what is above
		}
		if from < end {
			r.fill(from, end, to-was)
		}
		r.below(v, child, was, to)
	}
	if v.Foot.Sum != 0 {
		r.fill(int(v.Foot.From), int(v.Foot.To), to-was)
	}
}

// text lays out a block scalar whose header does not fix its indent.
func (r relay) text(v *structure.Node, old, column int) {
	header := r.from.nextLine(int(v.From))
	if header >= int(v.To) || strings.ContainsAny(firstLine(r.from.text[v.From:header]), "123456789") {
		return
	}
	by := -1
	for line := range strings.SplitSeq(r.from.text[header:v.To], "\n") {
		if rest := strings.TrimLeft(line, " "); strings.TrimRight(rest, "\r") != "" {
			by = len(line) - len(rest) - old
			break
		}
	}
	if by > 0 {
		r.fill(header, int(v.To), r.style.below(false, column, by)-old-by)
	}
}
