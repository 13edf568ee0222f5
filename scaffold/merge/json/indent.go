package json

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// indentUnit is one step of indent: that of the first line that has some.
func indentUnit(text []byte) string {
	for line := range bytes.Lines(text) {
		if indent := leading(line); indent != "" && len(bytes.TrimSpace(line)) > 0 {
			return indent
		}
	}
	return "  "
}

func leading(line []byte) string {
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// lineBegin is where the line of a place begins.
func (s source) lineBegin(at int) int {
	i, found := slices.BinarySearch(s.lines, int32(at))
	if found {
		return at
	}
	return int(s.lines[i-1])
}

// lineStart is where the line begins, if nothing but indent precedes the place
// on it.
func (s source) lineStart(at int) (start int, own bool) {
	start = s.lineBegin(at)
	return start, start > 0 && len(leading(s.text[start:at])) == at-start
}

// indentAt is the indent of the line that a place is on.
func (s source) indentAt(at int) string {
	return leading(s.text[s.lineBegin(at):at])
}

// lineStarts are where the lines of a text begin.
func lineStarts(text []byte) []int32 {
	starts := make([]int32, 1, bytes.Count(text, []byte("\n"))+1)
	for i, c := range text {
		if c == '\n' {
			starts = append(starts, int32(i+1))
		}
	}
	return starts
}

// reindent writes some text of this source, which begins on the line of a
// place, for a place with another indent and another step of it.
func (s source) reindent(text []byte, at int, indent, unit string) []byte {
	old := s.indentAt(at)
	var out []byte
	for line := range bytes.Lines(text) {
		if len(out) == 0 {
			out = append(out, line...)
			continue
		}
		inner := strings.TrimPrefix(leading(line), old)
		if steps := len(inner) / len(s.unit); inner == strings.Repeat(s.unit, steps) {
			inner = strings.Repeat(unit, steps)
		}
		out = append(out, indent...)
		out = append(out, inner...)
		out = append(out, bytes.TrimLeft(line, " \t")...)
	}
	return out
}

// written is an entry of a source as it goes into yours, at an indent.
func (v versions) written(from source, e *structure.Entry, indent string) []byte {
	return v.adapted(from, from.text[e.From:e.To], int(e.From), indent)
}

// adapted writes a stretch of a source in the manner of yours: on one line if
// all of yours is.
func (v versions) adapted(from source, text []byte, at int, indent string) []byte {
	if v.yours.oneLine {
		var out bytes.Buffer
		wrapped := append(append([]byte("{"), text...), '}') // a pair alone is no JSON
		if json.Compact(&out, wrapped) == nil {
			return out.Bytes()[1 : out.Len()-1]
		}
		if out.Reset(); json.Compact(&out, text) == nil {
			return out.Bytes()
		}
	}
	return from.reindent(text, at, indent, v.yours.unit)
}
