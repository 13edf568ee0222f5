package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// How a scalar is written.
const (
	styleEmpty byte = iota + 1 // not at all
	stylePlain
	styleQuoted
	styleBlock // | or >
)

// properties passes an anchor and a tag before a value.
func (p *parser) properties() (start int, anchored bool, tag string) {
	start = p.pos
	for p.err == nil && !p.done() {
		c := p.at(0)
		if c != '&' && c != '!' {
			return start, anchored, tag
		}
		from := p.pos
		for !p.done() && !blank(p.at(0)) {
			if strings.IndexByte(",[]{}", p.at(0)) >= 0 {
				p.refuse(p.pos, "an anchor or tag with a bracket or comma")
				return start, anchored, tag
			}
			p.pos++
		}
		word := p.text[from:p.pos]
		switch {
		case c == '&' && !anchored && anchorName(word[1:]):
			anchored = true
		case c == '!' && tag == "" && plainTag(word):
			tag = word
		default:
			p.refuse(from, "an anchor or tag it cannot read")
			return start, anchored, tag
		}
		p.spaces()
	}
	return start, anchored, tag
}

// anchorName holds what all versions of YAML allow.
func anchorName(name string) bool {
	for i := range len(name) {
		c := name[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' && c != '-' {
			return false
		}
	}
	return name != ""
}

// plainTag tells whether a tag is one of an application, such as !Ref, or one
// that says what a plain scalar is.
func plainTag(tag string) bool {
	return anchorName(strings.TrimLeft(tag, "!")) && len(tag)-len(strings.TrimLeft(tag, "!")) <= 2
}

// scalarOrFlow reads a scalar, an alias or a value in brackets, and passes the
// gap behind it. column is that of the entry it belongs to.
func (p *parser) scalarOrFlow(column int, hasProps bool) (*structure.Node, structure.Comment) {
	var n *structure.Node
	switch c := p.at(0); c {
	case '|', '>':
		return p.blockScalar(column)
	case '{', '[':
		n = p.flow()
	case '*':
		n = p.alias(hasProps)
	case '"', '\'':
		n = p.node(structure.Scalar)
		n.From, n.Layout.Style = int32(p.pos), styleQuoted
		var end int
		n.Text, end = p.quotedScalar()
		p.pos, n.To = end, int32(end)
		n.Seal()
	case ']', '}', ',', '#', '&', '!', '%', '@', '`':
		p.refuse(p.pos, "a value cannot begin with "+string(c))
		return nil, structure.Comment{}
	case '-', '?', ':':
		if blank(p.at(1)) {
			p.refuse(p.pos, "a value cannot begin with "+string(c)+" and a space")
			return nil, structure.Comment{}
		}
		n = p.plain(column, false)
	default:
		n = p.plain(column, false)
	}
	if p.err != nil {
		return n, structure.Comment{}
	}
	return n, p.nextContent()
}

// alias reads an alias, which has no anchor or tag of its own.
func (p *parser) alias(hasProps bool) *structure.Node {
	n := p.node(structure.Alias)
	n.From = int32(p.pos)
	p.pos++
	for !p.done() && !blank(p.at(0)) && strings.IndexByte(",[]{}", p.at(0)) < 0 {
		p.pos++
	}
	n.Text, n.To = p.text[n.From+1:p.pos], int32(p.pos)
	if hasProps || !anchorName(n.Text) {
		p.refuse(int(n.From), "an alias it cannot read")
	}
	n.Seal()
	return n
}
