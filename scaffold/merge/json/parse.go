package json

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

const (
	byteOrderMark = "\ufeff"
	mostNesting   = 1_000 // no file that people edit comes near it
)

// parse reads one JSON text into nodes. A duplicate key is an error. A lenient
// parse allows comments and commas behind the last entry, as editors'
// configuration files have them.
func parse(content []byte, lenient bool) (*structure.Node, error) {
	if len(content) > math.MaxInt32 {
		return nil, errors.New("it is larger than 2 GiB")
	}
	p := &parser{text: content, lenient: lenient}
	if bytes.HasPrefix(content, []byte(byteOrderMark)) {
		p.at = len(byteOrderMark)
	}
	p.space()
	n := p.value(0)
	p.space()
	if p.err == nil && p.at < len(p.text) {
		p.fail("something follows the end")
	}
	if p.err != nil {
		return nil, p.err
	}
	return n, nil
}

type parser struct {
	text    []byte
	at      int
	lenient bool
	err     error
}

// fail notes the first thing that is wrong.
func (p *parser) fail(what string) {
	if p.err == nil {
		p.err = fmt.Errorf("line %d: %s", 1+bytes.Count(p.text[:p.at], []byte("\n")), what)
	}
}

// next is the byte to come, 0 at the end.
func (p *parser) next() byte {
	if p.err != nil || p.at >= len(p.text) {
		return 0
	}
	return p.text[p.at]
}

func (p *parser) space() {
	for {
		switch p.next() {
		case ' ', '\t', '\r', '\n':
			p.at++
		case '/':
			if !p.comment() {
				return
			}
		default:
			return
		}
	}
}

// comment passes a comment.
func (p *parser) comment() bool {
	end := -1
	switch rest := p.text[p.at:]; {
	case bytes.HasPrefix(rest, []byte("//")):
		if end = bytes.IndexByte(rest, '\n'); end < 0 {
			end = len(rest)
		}
	case bytes.HasPrefix(rest, []byte("/*")):
		if i := bytes.Index(rest[2:], []byte("*/")); i >= 0 {
			end = i + 4
		}
	}
	if end < 0 {
		return false
	}
	if !p.lenient {
		p.fail("there is a comment")
		return false
	}
	p.at += end
	return true
}

func (p *parser) value(depth int) *structure.Node {
	n := &structure.Node{From: int32(p.at)}
	switch c := p.next(); {
	case depth > mostNesting:
		p.fail("it is nested too deeply")
	case c == '{':
		n.Kind = structure.Mapping
		p.entries(n, depth, '}')
	case c == '[':
		n.Kind = structure.List
		p.entries(n, depth, ']')
	case c == '"':
		n.Text = p.quoted()
	default:
		n.Plain, n.Text = true, p.literal()
	}
	n.To = int32(p.at)
	if p.err == nil {
		n.Seal()
	}
	return n
}

// entries reads the inside of a container up to its closing bracket.
func (p *parser) entries(n *structure.Node, depth int, closing byte) {
	var keys distinct
	p.at++
	p.space()
	for p.next() != closing {
		if len(n.Entries) > 0 {
			if p.next() != ',' {
				p.fail(fmt.Sprintf("a comma or %c is missing", closing))
				return
			}
			p.at++
			p.space()
			if p.next() == closing {
				if !p.lenient {
					p.fail("there is a comma behind the last entry")
				}
				break
			}
		}
		e := structure.Entry{From: int32(p.at)}
		if n.Kind == structure.Mapping {
			e.Key = p.key()
			if !keys.add(e.Key, n.Entries) {
				p.fail(fmt.Sprintf("the key %q stands twice", e.Key))
			}
		}
		e.Value = p.value(depth + 1)
		e.To = e.Value.To
		if p.err != nil {
			return
		}
		if len(n.Entries) == cap(n.Entries) { // append grows long slices by a quarter, and copies them often
			n.Entries = slices.Grow(n.Entries, len(n.Entries)+1)
		}
		n.Entries = append(n.Entries, e)
		p.space()
	}
	p.at++
}

func (p *parser) key() string {
	if p.next() != '"' {
		p.fail("a key is missing")
		return ""
	}
	key := p.quoted()
	p.space()
	if p.next() != ':' {
		p.fail("a colon is missing")
		return ""
	}
	p.at++
	p.space()
	return key
}

// distinct finds keys that stand twice in a mapping; it keeps them only where
// looking at each is slower.
type distinct map[string]bool

func (d *distinct) add(key string, before []structure.Entry) bool {
	if len(before) < 16 {
		for i := range before {
			if before[i].Key == key {
				return false
			}
		}
		return true
	}
	if *d == nil {
		*d = make(distinct, 2*len(before))
		for i := range before {
			(*d)[before[i].Key] = true
		}
	}
	known := (*d)[key]
	(*d)[key] = true
	return !known
}
