package text

// span is a half-open range of lines, counted from 0.
type span struct{ from, to int }

func (s span) empty() bool { return s.from == s.to }

// of cuts the span out of some lines.
func of[T any](s span, lines []T) []T { return lines[s.from:s.to] }

// hunk is one edit: the old lines of one text stand as the new lines in the
// other. One of the two spans may be empty, never both.
type hunk struct{ old, new span }

// edits tells line by line what differs between two texts. The lines that are
// not edited are common to both, and as many in a as in b.
type edits struct{ a, b []bool }

// diff returns the edits that turn a into b, in order and with at least one
// common line between any two. The numbers are below vocabulary.
//
// Which of several equally short edits it picks follows git, as a merge depends
// on it: see prune, search and slide.
func diff(a, b []int32, vocabulary int) []hunk {
	found := edits{a: make([]bool, len(a)), b: make([]bool, len(b))}
	inA, inB := trim(a, b)
	keptA, keptB := prune(a, b, inA, inB, vocabulary)
	mark(found.a, inA, keptA)
	mark(found.b, inB, keptB)
	search(a, b, keptA, keptB, found)
	slide(a, found.a, found.b)
	slide(b, found.b, found.a)
	return found.hunks()
}

// trim returns what is left of two texts without the lines that are common at
// their beginning and at their end.
func trim(a, b []int32) (span, span) {
	short := min(len(a), len(b))
	head := 0
	for head < short && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < short-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return span{head, len(a) - tail}, span{head, len(b) - tail}
}

// mark flags the lines of a span that were not kept.
func mark(edited []bool, in span, kept []int) {
	for i := in.from; i < in.to; i++ {
		edited[i] = true
	}
	for _, i := range kept {
		edited[i] = false
	}
}

func (e edits) hunks() []hunk {
	var all []hunk
	for i, j := 0, 0; i < len(e.a) || j < len(e.b); i, j = i+1, j+1 {
		h := hunk{span{i, runEnd(e.a, i)}, span{j, runEnd(e.b, j)}}
		if !h.old.empty() || !h.new.empty() {
			all = append(all, h)
		}
		i, j = h.old.to, h.new.to
	}
	return all
}

// runEnd is where the edited lines that begin at i end.
func runEnd(edited []bool, i int) int {
	for i < len(edited) && edited[i] {
		i++
	}
	return i
}
