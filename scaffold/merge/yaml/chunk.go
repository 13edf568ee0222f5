package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// In a block, entries are whole lines: the comments above, the entry, and the
// comments in and behind it. Only the first entry of a container may begin
// within a line, behind a dash.

// within tells whether an entry begins within a line.
func (s *source) within(e *structure.Entry) bool {
	return strings.Trim(s.text[s.lineStart(int(e.From)):e.From], " ") != ""
}

// body is where an entry begins, comments above it left out.
func (s *source) body(e *structure.Entry) int {
	if s.within(e) {
		return int(e.From)
	}
	return s.lineStart(int(e.From))
}

// chunk is the extent of the lines of an entry.
func (s *source) chunk(e *structure.Entry) (from, to int) {
	from = s.body(e)
	if e.Lead.To > e.Lead.From && int(e.Lead.From) < from {
		from = int(e.Lead.From)
	}
	return from, s.chunkEnd(e)
}

func (s *source) chunkEnd(e *structure.Entry) int { return s.nextLine(int(max(e.To, e.Tail.To))) }

// chunks is the extent of a run of entries, blank lines above it left out.
func (s *source) chunks(r structure.Run) (from, to int) {
	entries := r.Entries()
	from, _ = s.chunk(&entries[0])
	_, to = s.chunk(&entries[len(entries)-1])
	return s.skipBlankLines(from, s.body(&entries[0])), to
}

// skipBlankLines returns the first line from a byte on that is not blank.
func (s *source) skipBlankLines(from, limit int) int {
	for from < limit {
		next := s.nextLine(from)
		if next > limit || strings.TrimSpace(s.text[from:next]) != "" {
			break
		}
		from = next
	}
	return from
}

// block tells whether a value takes whole lines below its key or dash.
func block(n *structure.Node) bool {
	return len(n.Entries) > 0 && !n.Layout.Flow || n.Layout.Style == styleBlock
}
