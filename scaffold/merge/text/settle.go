package text

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// Settle takes a side in the marked conflicts of a text, as decide says; what
// it leaves stays marked. A region that does not have all four markers in
// order is left as it is.
func Settle(content []byte, decide merge.Decide) []byte {
	rest, marked := bytes.CutPrefix(content, []byte(byteOrderMark))
	lines := bytes.SplitAfter(rest, []byte("\n"))
	var out bytes.Buffer
	if marked {
		out.WriteString(byteOrderMark)
	}
	yours := 1 // the line in yours that comes next
	for i := 0; i < len(lines); {
		r, ok := regionAt(lines, i)
		if !ok {
			out.Write(lines[i])
			yours++
			i++
			continue
		}
		switch decide.Choose(r.conflict(lines, yours)) {
		case merge.TakeYours:
			writeLines(&out, lines[r.open+1:r.base])
		case merge.TakeTemplate:
			writeLines(&out, lines[r.middle+1:r.end])
		default:
			writeLines(&out, lines[r.open:r.end+1])
		}
		yours += r.base - r.open - 1
		i = r.end + 1
	}
	return out.Bytes()
}

// marked is a conflict in a text: the indexes of its four marker lines.
type marked struct{ open, base, middle, end int }

// regionAt finds the conflict that begins at a line.
func regionAt(lines [][]byte, open int) (marked, bool) {
	if !bytes.HasPrefix(lines[open], []byte(markYours)) {
		return marked{}, false
	}
	r := marked{open: open}
	for i := open + 1; i < len(lines); i++ {
		line := strings.TrimRight(string(lines[i]), "\r\n")
		switch {
		case strings.HasPrefix(line, markYours):
			return marked{}, false
		case r.base == 0 && strings.HasPrefix(line, markBase):
			r.base = i
		case r.base != 0 && r.middle == 0 && line == markMiddle:
			r.middle = i
		case r.middle != 0 && strings.HasPrefix(line, markTemplate):
			r.end = i
			return r, true
		}
	}
	return marked{}, false
}

func (r marked) conflict(lines [][]byte, line int) merge.Conflict {
	side := func(from, to int) string {
		return strings.ReplaceAll(string(bytes.Join(lines[from+1:to], nil)), "\r\n", "\n")
	}
	return merge.Conflict{
		Field: fmt.Sprintf("line %d", line),
		Yours: side(r.open, r.base), Base: side(r.base, r.middle), Template: side(r.middle, r.end),
	}
}

func writeLines(out *bytes.Buffer, lines [][]byte) {
	for _, l := range lines {
		out.Write(l)
	}
}
