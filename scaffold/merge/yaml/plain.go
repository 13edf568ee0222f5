package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// plain reads a scalar without quotes. It goes on over lines that are indented
// further than the entry it belongs to; in brackets, over any.
func (p *parser) plain(column int, flow bool) *structure.Node {
	n := p.node(structure.Scalar)
	n.From, n.Layout.Style = int32(p.pos), stylePlain
	p.plainLine(flow)
	text := p.text[n.From:p.pos]
	n.To = int32(p.pos)
	if next, breaks := p.continuation(column, flow); breaks > 0 {
		var b strings.Builder
		b.WriteString(text)
		for breaks > 0 && p.err == nil {
			if breaks == 1 {
				b.WriteByte(' ')
			} else {
				b.WriteString(strings.Repeat("\n", breaks-1))
			}
			p.pos = next
			p.plainLine(flow)
			b.WriteString(p.text[next:p.pos])
			n.To = int32(p.pos)
			next, breaks = p.continuation(column, flow)
		}
		text = b.String()
		if !flow {
			p.noKey(n)
		}
	}
	n.Text, n.Plain = resolve(text)
	n.Seal()
	return n
}

// noKey refuses a scalar of several lines that a colon follows.
func (p *parser) noKey(n *structure.Node) {
	if p.at(0) == ':' && !p.done() {
		p.refuse(int(n.From), "a key of several lines")
	}
}

// plainLine passes what a plain scalar has on one line, spaces at its end left
// out.
func (p *parser) plainLine(flow bool) {
	end := p.pos
	for !p.done() {
		c := p.at(0)
		switch {
		case lineBreak(c):
			p.pos = end
			return
		case c == ' ' || c == '\t':
			p.pos++
			continue
		case c == '#' && p.pos > 0 && blank(p.text[p.pos-1]):
			p.pos = end
			return
		case c == ':' && blank(p.at(1)):
			if !flow {
				p.refuse(p.pos, "a colon and a space within a value")
			}
			p.pos = end
			return
		case flow && (c == ',' || c == '[' || c == ']' || c == '{' || c == '}'):
			p.pos = end
			return
		case flow && c == '?':
			p.refuse(p.pos, "a question mark in brackets")
			return
		case flow && c == ':' && strings.IndexByte(",[]{}", p.at(1)) >= 0:
			p.refuse(p.pos, "a colon before a bracket or comma")
			return
		}
		p.pos++
		end = p.pos
	}
	p.pos = end
}

// continuation looks for the next line of a plain scalar, and returns where it
// begins and how many line breaks are before it; 0 where there is none.
func (p *parser) continuation(column int, flow bool) (next, breaks int) {
	at := p.pos
	for at < p.end && (p.text[at] == ' ' || p.text[at] == '\t') {
		at++
	}
	for at < p.end {
		if !lineBreak(p.text[at]) {
			break
		}
		if p.text[at] == '\r' {
			at++
		}
		if at < p.end {
			at++
		}
		breaks++
		start := at
		if p.marker(start) {
			return 0, 0
		}
		for at < p.end && p.text[at] == ' ' {
			at++
		}
		indent := at - start
		for at < p.end && p.text[at] == '\t' {
			// yaml.v3 refuses tabs that may be indent.
			at++
			if at < p.end && !blank(p.text[at]) {
				p.refuse(at, "a tab in the indent")
				return 0, 0
			}
		}
		for at < p.end && (p.text[at] == ' ' || p.text[at] == '\t') {
			at++
		}
		if at >= p.end {
			return 0, 0
		}
		if lineBreak(p.text[at]) {
			continue
		}
		c := p.text[at]
		if c == '#' || !flow && indent <= column {
			return 0, 0
		}
		if flow && strings.IndexByte(",[]{}", c) >= 0 {
			return 0, 0
		}
		if flow && (c == ':' || c == '?') {
			p.refuse(at, "a value in brackets over several lines")
			return 0, 0
		}
		return at, breaks
	}
	return 0, 0
}
