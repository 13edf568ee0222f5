package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// styleCommented is that of a value in brackets with a comment in it.
const styleCommented byte = 100

// flow reads a value in brackets.
func (p *parser) flow() *structure.Node {
	kind, end := structure.Mapping, byte('}')
	if p.at(0) == '[' {
		kind, end = structure.List, ']'
	}
	n := p.node(kind)
	n.From, n.Layout.Flow = int32(p.pos), true
	if !p.enter() {
		return n
	}
	defer p.leave()
	mark := len(p.entries)
	p.pos++
	for {
		p.flowGap(n)
		if p.at(0) == end && p.err == nil {
			p.pos++
			break
		}
		e := p.flowEntry(n, kind == structure.Mapping)
		p.flowGap(n)
		if p.err != nil || p.done() {
			p.refuse(int(n.From), "a bracket that is not closed")
			break
		}
		p.push(e)
		switch p.at(0) {
		case ',':
			p.pos++
		case end:
		default:
			p.refuse(p.pos, "neither a comma nor a bracket behind a value")
		}
	}
	n.To = int32(p.pos)
	p.finish(n, mark)
	return n
}

// flowGap passes blanks, line breaks and comments in brackets.
func (p *parser) flowGap(n *structure.Node) {
	for !p.done() {
		switch c := p.at(0); {
		case blank(c):
			p.pos++
			if c == '\n' && p.marker(p.pos) {
				p.refuse(p.pos, "a document marker in brackets")
			}
		case c == '#' && blank(p.text[p.pos-1]):
			n.Layout.Style = styleCommented
			p.pos = p.endOfLine()
		default:
			return
		}
	}
}

func (p *parser) flowEntry(in *structure.Node, pair bool) structure.Entry {
	e := structure.Entry{From: int32(p.pos)}
	after := p.pos
	if pair {
		e.Key = p.flowKey()
		after = p.pos
		p.flowGap(in)
	}
	e.Value = p.flowValue(after, pair)
	e.Value.Layout.After = int32(after)
	e.To = max(e.Value.To, int32(after))
	return e
}

// flowKey reads a key and its colon.
func (p *parser) flowKey() string {
	start := p.pos
	var key string
	isQuoted := false
	switch c := p.at(0); {
	case c == '"' || c == '\'':
		key, p.pos = p.quotedScalar()
		isQuoted = true
	case strings.IndexByte("[]{},&*!|>%@`#", c) >= 0, c == ':' || (c == '-' || c == '?') && (blank(p.at(1)) || strings.IndexByte(",[]{}", p.at(1)) >= 0):
		p.refuse(p.pos, "no key where one belongs")
		return ""
	default:
		p.plainLine(true)
		key = p.text[start:min(p.pos, p.end)]
	}
	if p.err != nil {
		return ""
	}
	if strings.IndexByte(p.text[start:p.pos], '\n') >= 0 || p.pos-start > longestKey {
		p.refuse(start, "a key of several lines, or too long")
		return ""
	}
	p.spaces()
	if p.at(0) != ':' || p.done() || !isQuoted && !blank(p.at(1)) {
		p.refuse(p.pos, "no colon behind a key")
		return ""
	}
	p.pos++
	return key
}

func (p *parser) flowValue(after int, pair bool) *structure.Node {
	start := p.pos
	props, anchored, tag := p.properties()
	hasProps := anchored || tag != ""
	if hasProps && (p.done() || lineBreak(p.at(0))) {
		p.refuse(props, "an anchor or tag without its value")
	}
	var n *structure.Node
	switch c := p.at(0); {
	case p.done():
		return p.empty(after)
	case c == '{' || c == '[':
		n = p.flow()
	case c == '*':
		n = p.alias(hasProps)
	case c == '"' || c == '\'':
		n = p.node(structure.Scalar)
		n.From, n.Layout.Style = int32(p.pos), styleQuoted
		n.Text, p.pos = p.quotedScalar()
		n.To = int32(p.pos)
		n.Seal()
	case pair && (c == ',' || c == '}') && !hasProps:
		return p.empty(after)
	case strings.IndexByte(",]}#&!|>%@`", c) >= 0, c == ':' || (c == '-' || c == '?') && (blank(p.at(1)) || strings.IndexByte(",[]{}", p.at(1)) >= 0):
		p.refuse(start, "a value cannot begin with "+string(c))
		return p.empty(after)
	default:
		n = p.plain(-1, true)
	}
	if p.err == nil && p.at(0) == ':' && !p.done() {
		p.refuse(p.pos, "a pair that is in no mapping")
	}
	n.Layout.Props = n.From
	if hasProps {
		n.Layout.Props = int32(props)
	}
	if tag != "" {
		n.Tag = tag
		n.Seal()
	}
	return n
}
