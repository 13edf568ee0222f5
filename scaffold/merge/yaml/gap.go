package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// gap are the lines of comment and white space before the next token.
type gap struct {
	from, to int  // whole lines
	column   int  // of the next token; -1 at the end of the document
	comment  bool // whether there is one in it
}

// nextContent passes the rest of the line, which holds no more than a comment,
// and the lines of the gap behind it, and comes to stand at the next token. It
// returns the comment on the line.
func (p *parser) nextContent() structure.Comment {
	tail := p.restOfLine()
	p.passGap()
	return tail
}

// passGap passes the gap that begins at the start of a line.
func (p *parser) passGap() {
	p.gap = gap{from: p.pos, to: p.pos, column: -1}
	for !p.done() {
		start := p.pos
		if p.marker(start) {
			p.gap.to = start
			return
		}
		for p.at(0) == ' ' && !p.done() {
			p.pos++
		}
		if p.at(0) == '\t' && !p.done() {
			p.refuse(p.pos, "a tab in the indent")
			return
		}
		if c := p.at(0); p.done() || lineBreak(c) || c == '#' {
			p.gap.comment = p.gap.comment || c == '#'
			p.skipLine()
			p.gap.to = p.pos
			continue
		}
		p.gap.to, p.gap.column = start, p.pos-start
		return
	}
	p.gap.to = p.pos
}

// restOfLine passes the comment at the end of a line.
func (p *parser) restOfLine() structure.Comment {
	before := p.pos
	p.spaces()
	var tail structure.Comment
	switch c := p.at(0); {
	case p.done(), lineBreak(c):
	case c == '#' && (p.pos > before || before == 0 || blank(p.text[before-1])):
		start := p.pos
		p.pos = p.endOfLine()
		tail = p.comment(start, p.pos)
	default:
		p.refuse(p.pos, "something stands behind a value")
		return tail
	}
	p.skipLine()
	return tail
}

// endOfLine is where the line of the position ends.
func (p *parser) endOfLine() int {
	end := strings.IndexByte(p.text[p.pos:], '\n')
	if end < 0 {
		return len(p.text)
	}
	end += p.pos
	if end > p.pos && p.text[end-1] == '\r' {
		end--
	}
	return end
}

func (p *parser) skipLine() {
	if p.err != nil {
		return
	}
	end := strings.IndexByte(p.text[p.pos:], '\n')
	if end < 0 {
		p.pos = len(p.text)
		return
	}
	p.pos += end + 1
}

// comment reads a stretch of comment: its fingerprint leaves out indent and
// blank lines.
func (p *parser) comment(from, to int) structure.Comment {
	c := structure.Comment{From: int32(from), To: int32(to)}
	for text := p.text[from:to]; text != ""; {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if line = strings.TrimSpace(line); line != "" {
			c.Sum = c.Sum*31 + structure.Fingerprint(line)
		}
	}
	return c
}

// lead takes what is left of the gap as the comment above the next entry.
func (p *parser) lead() structure.Comment {
	c := p.comment(p.gap.from, p.gap.to)
	p.gap.from = p.gap.to
	return c
}

// foot takes the comments of the gap that belong to a container that ends
// there: those from its column on, up to one that stands further left. Those
// between them and the next entry are that one's.
func (p *parser) foot(n *structure.Node) {
	if !p.gap.comment {
		return
	}
	column := int(n.Layout.Column)
	end := p.gap.from
	for at := p.gap.from; at < p.gap.to; {
		next := p.gap.to
		if i := strings.IndexByte(p.text[at:p.gap.to], '\n'); i >= 0 {
			next = at + i + 1
		}
		line := strings.TrimLeft(p.text[at:next], " ")
		if trimmed := strings.TrimSpace(line); trimmed != "" {
			indent := next - at - len(line)
			if indent < column || indent <= p.gap.column {
				break
			}
			end = next
		}
		at = next
	}
	if end > p.gap.from {
		n.Foot = p.comment(p.gap.from, end)
		n.To = max(n.To, int32(len(strings.TrimRight(p.text[:end], "\r\n"))))
		p.gap.from = end
	}
}
