package yaml

import "github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"

// parse reads all documents.
func (p *parser) parse() error {
	stream := p.node(structure.Stream)
	mark := len(p.entries)
	start := p.pos
	for p.err == nil {
		p.passGap()
		directives := p.directives()
		switch {
		case p.err != nil:
		case p.done() && !directives:
			p.lastExtent(len(p.text))
			p.finish(stream, mark)
			p.stream = stream
			return p.err
		case p.atMarker("..."):
			if directives || len(p.documents) == 0 {
				p.refuse(p.pos, "an end without a document")
			}
			p.pos += 3
			p.restOfLine()
		case p.atMarker("---"):
			if len(p.documents) == 0 {
				p.head = p.comment(start, p.gap.to)
			} else {
				start = p.gap.from
			}
			p.document(start, true)
		case directives:
			p.refuse(p.pos, "a directive without a document")
		default:
			if len(p.documents) > 0 {
				p.refuse(p.pos, "a document without a marker before it")
				break
			}
			p.document(start, false)
		}
		start = p.pos
	}
	return p.err
}

func (p *parser) atMarker(m string) bool {
	return p.marker(p.pos) && p.text[p.pos:p.pos+3] == m && (p.pos == 0 || p.text[p.pos-1] == '\n' || p.pos == p.begin)
}

// directives passes the lines before a marker that begin with %, and the
// comments among them.
func (p *parser) directives() bool {
	found := false
	for p.err == nil && !p.done() && p.gap.column == 0 && p.at(0) == '%' {
		line := p.text[p.pos:p.endOfLine()]
		if line != "%YAML 1.1" && line != "%YAML 1.2" || found {
			p.refuse(p.pos, "a directive it does not know")
			return false
		}
		found = true
		p.versions = append(p.versions, p.pos)
		from := p.gap.from
		p.skipLine()
		p.passGap()
		p.gap.from = from
	}
	return found
}

// document reads one document, that begins at a byte with its comments.
func (p *parser) document(start int, marker bool) {
	p.lastExtent(start)
	p.documents = append(p.documents, extent{from: start, marker: marker})
	var e structure.Entry
	p.top = structure.Comment{From: int32(p.pos), To: int32(p.pos)}
	if marker {
		p.pos += 3
		p.top = structure.Comment{From: int32(p.pos), To: int32(p.pos)}
		e.Value, e.Tail = p.value(-1, false)
	} else {
		after := p.pos
		e.Value = p.below(-1, false, after, false)
		if e.Value != nil {
			e.Value.Layout.After, e.Value.Layout.Props = int32(after), e.Value.From
		}
	}
	if p.err != nil {
		return
	}
	if p.gap.column >= 0 {
		p.refuse(p.pos, "something stands behind the last value")
		return
	}
	e.Lead = p.top
	e.From, e.To = e.Value.From, e.Value.To
	p.push(e)
	for p.atMarker("...") {
		p.pos += 3
		p.restOfLine()
		p.gap = gap{from: p.pos, to: p.pos, column: -1}
	}
}

// lastExtent ends the document before.
func (p *parser) lastExtent(at int) {
	if n := len(p.documents); n > 0 {
		p.documents[n-1].to = at
	}
}
