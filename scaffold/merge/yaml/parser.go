package yaml

import (
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// mostDepth bounds how deep values nest, longestKey how long a key without "?"
// may be: the latter is YAML's own limit.
const (
	mostDepth  = 500
	longestKey = 1024
)

// parser reads a text into a stream of documents. It keeps the first refusal
// and stands at the end from then on, so that every loop ends.
type parser struct {
	*source
	pos   int
	begin int // behind a byte order mark
	end   int // of the text
	err   error
	gap   gap
	deep  int
	top   structure.Comment // above the root of the document

	nodes   []structure.Node  // a slab, to allocate many at once
	entries []structure.Entry // a stack, of containers that are open
}

func newParser(s *source) *parser {
	p := &parser{source: s, end: len(s.text)}
	if strings.HasPrefix(s.text, byteOrderMark) {
		p.pos = len(byteOrderMark)
	}
	p.begin = p.pos
	return p
}

func (p *parser) refuse(at int, reason string) {
	if p.err == nil {
		p.err = &refusal{p.line(at), reason}
	}
	p.pos, p.end = len(p.text), len(p.text)
	p.gap = gap{from: p.pos, to: p.pos, column: -1}
}

func (p *parser) node(kind structure.Kind) *structure.Node {
	if len(p.nodes) == 0 {
		p.nodes = make([]structure.Node, min(max(16, len(p.text)/64), 512))
	}
	n := &p.nodes[0]
	p.nodes = p.nodes[1:]
	n.Kind = kind
	return n
}

// push adds an entry to the container that is open.
func (p *parser) push(e structure.Entry) {
	if n := len(p.entries); n == cap(p.entries) {
		p.entries = slices.Grow(p.entries, max(n, 32)) // doubles, however long it is
	}
	p.entries = append(p.entries, e)
}

// finish gives a container the entries from a mark of the stack on.
func (p *parser) finish(n *structure.Node, mark int) {
	n.Entries = append([]structure.Entry(nil), p.entries[mark:]...)
	p.entries = p.entries[:mark]
	if n.Kind == structure.Mapping {
		p.distinct(n)
	}
	n.Seal()
}

// distinct refuses a key that stands twice.
func (p *parser) distinct(n *structure.Node) {
	twice := func(i int) {
		p.refuse(int(n.Entries[i].From), "the key "+quoted(n.Entries[i].Key)+" stands twice")
	}
	if len(n.Entries) <= 12 {
		for i := range n.Entries {
			for k := range i {
				if n.Entries[i].Key == n.Entries[k].Key {
					twice(i)
					return
				}
			}
		}
		return
	}
	seen := make(map[string]struct{}, len(n.Entries))
	for i := range n.Entries {
		if _, found := seen[n.Entries[i].Key]; found {
			twice(i)
			return
		}
		seen[n.Entries[i].Key] = struct{}{}
	}
}

func quoted(key string) string {
	if len(key) > 60 {
		key = key[:60] + "…"
	}
	return `"` + key + `"`
}

// at is the byte n behind the position, a line feed at the end of the text.
func (p *parser) at(n int) byte {
	if p.pos+n < p.end {
		return p.text[p.pos+n]
	}
	return '\n'
}

func (p *parser) done() bool { return p.pos >= p.end }

// blank tells whether a byte is a space, a tab or a line break.
func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func lineBreak(c byte) bool { return c == '\n' || c == '\r' }

// spaces passes spaces and tabs.
func (p *parser) spaces() {
	for p.pos < p.end && (p.text[p.pos] == ' ' || p.text[p.pos] == '\t') {
		p.pos++
	}
}

// marker tells whether the line that begins at a byte is a document marker.
func (p *parser) marker(at int) bool {
	if at+3 > len(p.text) {
		return false
	}
	m := p.text[at : at+3]
	return (m == "---" || m == "...") && (at+3 == len(p.text) || blank(p.text[at+3]))
}

// dash tells whether a character and a blank stand at the position.
func (p *parser) dash() bool { return p.at(0) == '-' && !p.done() && blank(p.at(1)) }

func (p *parser) enter() bool {
	p.deep++
	if p.deep > mostDepth {
		p.refuse(p.pos, "it nests too deeply")
	}
	return p.err == nil
}

func (p *parser) leave() { p.deep-- }
