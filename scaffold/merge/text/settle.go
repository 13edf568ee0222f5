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
	lines, bom := markedLines(content)
	var out bytes.Buffer
	out.WriteString(bom)
	done := 0
	for _, b := range blocksOf(lines) {
		writeLines(&out, lines[done:b.open])
		done = b.end + 1
		yours, template := lines[b.open+1:b.base], lines[b.middle+1:b.end]
		switch decide.Choose(b.conflict) {
		case merge.TakeYours:
			writeLines(&out, yours)
		case merge.TakeTemplate:
			writeLines(&out, template)
		case merge.TakeBoth:
			writeLines(&out, yours)
			writeLines(&out, template)
		default:
			writeLines(&out, lines[b.open:done])
		}
	}
	writeLines(&out, lines[done:])
	return out.Bytes()
}

// Marked returns the conflicts that are marked in a text, in order. Each is
// called by its line in yours, as Merge calls it.
func Marked(content []byte) []merge.Conflict {
	lines, _ := markedLines(content)
	var all []merge.Conflict
	for _, b := range blocksOf(lines) {
		all = append(all, b.conflict)
	}
	return all
}

func markedLines(content []byte) (lines [][]byte, bom string) {
	rest, marked := bytes.CutPrefix(content, []byte(byteOrderMark))
	if marked {
		bom = byteOrderMark
	}
	return bytes.SplitAfter(rest, []byte("\n")), bom
}

// markedBlock is a conflict in a text, and the indexes of its four marker
// lines.
type markedBlock struct {
	open, base, middle, end int
	conflict                merge.Conflict
}

func blocksOf(lines [][]byte) []markedBlock {
	var all []markedBlock
	yours := 1 // the line in yours that comes next
	for i := 0; i < len(lines); {
		b, ok := blockAt(lines, i)
		if !ok {
			yours++
			i++
			continue
		}
		b.conflict = b.read(lines, yours)
		all = append(all, b)
		yours += b.base - b.open - 1
		i = b.end + 1
	}
	return all
}

// blockAt finds the conflict that begins at a line.
func blockAt(lines [][]byte, open int) (markedBlock, bool) {
	if !bytes.HasPrefix(lines[open], []byte(markYours)) {
		return markedBlock{}, false
	}
	b := markedBlock{open: open}
	for i := open + 1; i < len(lines); i++ {
		line := strings.TrimRight(string(lines[i]), "\r\n")
		switch {
		case strings.HasPrefix(line, markYours):
			return markedBlock{}, false
		case b.base == 0 && strings.HasPrefix(line, markBase):
			b.base = i
		case b.base != 0 && b.middle == 0 && line == markMiddle:
			b.middle = i
		case b.middle != 0 && strings.HasPrefix(line, markTemplate):
			b.end = i
			return b, true
		}
	}
	return markedBlock{}, false
}

func (b markedBlock) read(lines [][]byte, line int) merge.Conflict {
	side := func(from, to int) string {
		return strings.ReplaceAll(string(bytes.Join(lines[from+1:to], nil)), "\r\n", "\n")
	}
	c := merge.Conflict{
		Field: fmt.Sprintf("line %d", line),
		Yours: side(b.open, b.base), Base: side(b.base, b.middle), Template: side(b.middle, b.end),
	}
	c.Both = c.Base == "" && c.Yours != "" && c.Template != ""
	return c
}

func writeLines(out *bytes.Buffer, lines [][]byte) {
	for _, l := range lines {
		out.Write(l)
	}
}
