package gomod

import (
	"bytes"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/splice"
)

// style is how a statement is written.
type style struct {
	alone  bool // with its verb, not in a block
	indent string
}

func (f *file) styleOf(s *statement) style {
	line := string(f.content[s.from:s.end])
	return style{alone: s.block == nil, indent: line[:len(line)-len(strings.TrimLeft(line, " \t"))]}
}

// text is a statement with its comments, in the style of another place.
func (f *file) text(s *statement, like style) []byte {
	if s == nil {
		return nil
	}
	out := f.above(s, like)
	out = append(out, like.indent...)
	if like.alone {
		out = append(out, s.verb+" "...)
	}
	out = append(out, bytes.TrimRight(f.content[s.args:s.lineEnd], " \t")...)
	return append(out, '\n')
}

// above is the comments above a statement.
func (f *file) above(s *statement, like style) []byte {
	var out []byte
	for at := s.above; at < s.from; at = f.lineEnd(at) {
		out = append(out, like.indent...)
		out = append(append(out, bytes.TrimSpace(f.line(at))...), '\n')
	}
	return out
}

// raw is the value of a statement as it is written.
func (f *file) raw(s *statement) []byte { return f.content[s.value:s.end] }

// ended prepares whole lines for an insertion, which may be behind a last line
// without an end.
func (f *file) ended(at int, lines []byte) []byte {
	if at == 0 || at < len(f.content) || f.content[at-1] == '\n' || len(lines) == 0 {
		return lines
	}
	return append([]byte("\n"), bytes.TrimSuffix(lines, []byte("\n"))...)
}

// remove cuts what is gone: a block with all of its statements as a whole, and
// a blank line where two would meet.
func (m *merger) remove() {
	f := m.yours
	left := map[*block]int{}
	for _, y := range f.statements {
		if !m.gone[y] {
			left[y.block]++
		}
	}
	done := 0
	var cut *block
	for _, y := range f.statements {
		if !m.gone[y] || y.block != nil && y.block == cut {
			continue
		}
		from, to := y.above, y.to
		if y.block != nil && !y.block.apart && left[y.block] == 0 {
			cut = y.block
			from, to = y.block.from, y.block.to
		}
		above := from == 0 || len(bytes.TrimSpace(f.line(f.lineStart(from-1)))) == 0
		switch {
		case above && to == len(f.content) && from > done && from > 0:
			from = f.lineStart(from - 1)
		case above && to < len(f.content) && len(bytes.TrimSpace(f.line(to))) == 0:
			to = f.lineEnd(to)
		}
		m.changes = append(m.changes, splice.Change{From: from, To: to})
		done = to
	}
}
