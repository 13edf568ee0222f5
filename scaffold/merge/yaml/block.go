package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// value reads what stands behind an indicator: the colon of a key, a dash, a
// document marker. The position is behind the indicator; column is that of the
// entry, and of nothing at the root: -1. A list may stand at the very column of
// the key it belongs to. It ends with the gap passed; the comment is the one
// on the line of the indicator or of the end of the value.
func (p *parser) value(column int, key bool) (*structure.Node, structure.Comment) {
	if !p.enter() {
		return p.empty(p.pos), structure.Comment{}
	}
	defer p.leave()
	after := p.pos
	p.spaces()
	if !key && column >= 0 && strings.Contains(p.text[after:p.pos], "\t") {
		p.refuse(after, "a tab behind a dash")
	}
	props, anchored, tag := p.properties()
	n, tail := p.behind(column, key, after, props, anchored || tag != "")
	if n == nil { // p.err is set
		n = p.empty(after)
	}
	n.Layout.After = int32(after)
	n.Layout.Props = n.From
	if anchored || tag != "" {
		n.Layout.Props = int32(props)
	}
	if tag != "" {
		n.Tag = tag
		n.Seal()
	}
	return n, tail
}

func (p *parser) behind(column int, key bool, after, props int, hasProps bool) (*structure.Node, structure.Comment) {
	if c := p.at(0); p.done() || lineBreak(c) || c == '#' {
		end := after
		if hasProps {
			end = p.pos
			for end > props && (p.text[end-1] == ' ' || p.text[end-1] == '\t') {
				end--
			}
		}
		tail := p.nextContent()
		return p.below(column, key, end, hasProps), tail
	}
	return p.inline(column, key, props, hasProps)
}

// below reads a value that begins on a line of its own.
func (p *parser) below(column int, key bool, after int, hasProps bool) *structure.Node {
	at := p.gap.column
	if column < 0 {
		p.top = p.lead()
	}
	list := p.dash()
	if p.err != nil || at < 0 || at < column || at == column && (!key || !list) {
		return p.empty(after)
	}
	switch c := p.at(0); {
	case list:
		return p.list(at)
	case p.keyAhead():
		return p.mapping(at)
	case c == '&' || c == '!':
		p.refuse(p.pos, "an anchor or tag on a line of its own")
		return nil
	}
	// The comments above a scalar that stands on a line of its own have no
	// entry to belong to.
	if p.comment(p.gap.from, p.gap.to).Sum != 0 {
		p.refuse(p.gap.from, "a comment between a key and its value")
		return nil
	}
	n, tail := p.scalarOrFlow(column, hasProps)
	if tail.Sum != 0 {
		p.refuse(int(tail.From), "a comment behind a value on a line of its own")
	}
	return n
}

// inline reads a value on the line of its indicator.
func (p *parser) inline(column int, key bool, props int, hasProps bool) (*structure.Node, structure.Comment) {
	if column < 0 && (p.dash() || p.keyAhead()) {
		p.refuse(p.pos, "a value of several lines on the line of a marker")
		return nil, structure.Comment{}
	}
	if !key {
		at := p.pos - p.columnStart()
		switch {
		case p.dash():
			if hasProps {
				p.refuse(props, "an anchor or tag before a dash")
				return nil, structure.Comment{}
			}
			return p.list(at), structure.Comment{}
		case p.keyAhead():
			if hasProps {
				p.refuse(props, "an anchor or tag before a key")
				return nil, structure.Comment{}
			}
			return p.mapping(at), structure.Comment{}
		}
	} else if p.dash() {
		p.refuse(p.pos, "a list on the line of its key")
		return nil, structure.Comment{}
	}
	return p.scalarOrFlow(column, hasProps)
}

func (p *parser) columnStart() int {
	at := p.pos
	for at > 0 && p.text[at-1] != '\n' {
		at--
	}
	if at == 0 && len(p.text) >= len(byteOrderMark) && p.text[:len(byteOrderMark)] == byteOrderMark {
		at = len(byteOrderMark)
	}
	return at
}

func (p *parser) empty(at int) *structure.Node {
	n := p.node(structure.Scalar)
	n.Text, n.Plain = "null", true
	n.From, n.To = int32(at), int32(at)
	n.Layout.Style = styleEmpty
	n.Seal()
	return n
}

// block begins a block at a column; lead is what stands before its first entry.
func (p *parser) block(kind structure.Kind, column int) (n *structure.Node, lead structure.Comment) {
	n = p.node(kind)
	n.From, n.Layout.Column = int32(p.pos), int32(column)
	lead = structure.Comment{From: int32(p.pos), To: int32(p.pos)}
	if p.gap.to > p.gap.from {
		lead = p.lead()
	}
	return n, lead
}

// list reads the items of a block list at a column.
func (p *parser) list(column int) *structure.Node {
	n, lead := p.block(structure.List, column)
	mark := len(p.entries)
	for p.err == nil {
		e := structure.Entry{From: int32(p.pos), Lead: lead}
		p.pos++
		e.Value, e.Tail = p.value(column, false)
		e.To = max(e.Value.To, e.From+1)
		n.To = e.To
		p.push(e)
		if p.gap.column != column || !p.dash() {
			break
		}
		lead = p.lead()
	}
	p.close(n, column)
	p.finish(n, mark)
	return n
}

// mapping reads the pairs of a block mapping at a column.
func (p *parser) mapping(column int) *structure.Node {
	n, lead := p.block(structure.Mapping, column)
	mark := len(p.entries)
	for p.err == nil {
		e := structure.Entry{From: int32(p.pos), Lead: lead}
		e.Key = p.key()
		e.Value, e.Tail = p.value(column, true)
		e.To = max(e.Value.To, e.Value.Layout.After)
		n.To = e.To
		p.push(e)
		if p.gap.column != column || p.err != nil || p.dash() {
			break
		}
		if !p.keyAhead() {
			p.refuse(p.pos, "no key where one belongs")
			break
		}
		lead = p.lead()
	}
	p.close(n, column)
	p.finish(n, mark)
	return n
}

// close ends a block container: the next token stands further left.
func (p *parser) close(n *structure.Node, column int) {
	if p.gap.column > column {
		p.refuse(p.pos, "an indent that fits nothing above it")
		return
	}
	p.foot(n)
}
