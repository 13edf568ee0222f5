package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// blockScalar reads a literal or folded scalar, and passes the gap behind it.
// The comment is the one on its header line.
func (p *parser) blockScalar(column int) (*structure.Node, structure.Comment) {
	n := p.node(structure.Scalar)
	n.From, n.Layout.Style = int32(p.pos), styleBlock
	b := blockReader{parser: p, folded: p.at(0) == '>', least: max(column+1, 1)}
	p.pos++
	tail := b.header(max(column, 0))
	if p.err != nil {
		return n, tail
	}
	n.Text = b.read()
	n.Seal()
	if p.err != nil {
		return n, tail
	}
	n.To, p.pos = int32(b.headerEnd), b.headerLine
	if b.contentEnd >= 0 {
		n.To, p.pos = int32(b.contentEnd), b.contentEnd
	}
	p.nextContent()
	return n, tail
}

type blockReader struct {
	*parser
	folded, keep, strip   bool
	indent, least         int
	headerEnd, headerLine int // where the header ends, and its line
	contentEnd            int // where the last line of content ends; -1 without one
}

// header passes the rest of the line of | or >.
func (b *blockReader) header(column int) structure.Comment {
	for range 2 {
		switch c := b.at(0); {
		case c == '+' && !b.keep && !b.strip:
			b.keep = true
			b.pos++
		case c == '-' && !b.keep && !b.strip:
			b.strip = true
			b.pos++
		case c >= '1' && c <= '9' && b.indent == 0:
			b.indent = column + int(c-'0')
			b.pos++
		}
	}
	b.headerEnd, b.headerLine, b.contentEnd = b.pos, b.endOfLine(), -1
	return b.restOfLine()
}

// read follows libyaml, to the letter: the lines that are indented as far as
// the first one, and the blank lines among them.
func (b *blockReader) read() string {
	var out strings.Builder
	leading, trailing := "", b.breaks()
	leadingBlank := false
	for b.err == nil && !b.done() && b.here() == b.indent && !b.atMarker() {
		c := b.at(0)
		trailingBlank := c == ' ' || c == '\t'
		if b.folded && leading != "" && !leadingBlank && !trailingBlank {
			if trailing == "" {
				out.WriteByte(' ')
			}
		} else {
			out.WriteString(leading)
		}
		out.WriteString(trailing)
		leadingBlank = trailingBlank
		end := b.endOfLine()
		out.WriteString(b.text[b.pos:end])
		b.contentEnd = end
		b.pos = end
		leading = ""
		if b.pos < b.end {
			b.skipLine()
			leading = "\n"
		}
		trailing = b.breaks()
	}
	if !b.strip {
		out.WriteString(leading)
	}
	if b.keep {
		out.WriteString(trailing)
		if trailing != "" {
			b.contentEnd = b.lastBreak()
		}
	}
	return out.String()
}

// here is the column of the position.
func (b *blockReader) here() int {
	at := b.pos
	for at > 0 && b.text[at-1] == ' ' {
		at--
	}
	return b.pos - at
}

func (b *blockReader) atMarker() bool { return b.here() == 0 && b.marker(b.pos) }

// lastBreak is where the last line before the position ends.
func (b *blockReader) lastBreak() int {
	at := b.pos
	for at > 0 && b.text[at-1] == ' ' {
		at--
	}
	if at > 0 && b.text[at-1] == '\n' {
		at--
	}
	if at > 0 && b.text[at-1] == '\r' {
		at--
	}
	return at
}

// breaks passes indent and blank lines. It comes to stand at the indent of a
// line of content, or at the first token of the line that ends the scalar. The
// first time round it finds out the indent where the header does not say.
func (b *blockReader) breaks() string {
	n, widest := 0, 0
	for !b.done() {
		column := 0
		for (b.indent == 0 || column < b.indent) && b.at(0) == ' ' && !b.done() {
			b.pos++
			column++
		}
		widest = max(widest, column)
		if (b.indent == 0 || column < b.indent) && b.at(0) == '\t' && !b.done() {
			b.refuse(b.pos, "a tab in the indent")
			return ""
		}
		if b.done() || !lineBreak(b.at(0)) {
			break
		}
		b.skipLine()
		n++
	}
	if b.indent == 0 {
		b.indent = max(widest, b.least)
	}
	return strings.Repeat("\n", n)
}
