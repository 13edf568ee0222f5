package json

import (
	"bytes"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/splice"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// place is a container of yours that entries are put into.
type place struct {
	*writer
	of     *structure.Node
	lines  bool   // whether each entry begins a line
	indent string // of the entries, where they do, else of the line
	gap    string // between entries, where they do not
}

func (w *writer) placeOf(n *structure.Node) place {
	c := place{writer: w, of: n, lines: len(n.Entries) > 0, gap: ", ", indent: w.yours.indentAt(int(n.From))}
	for _, e := range n.Entries {
		_, own := w.yours.lineStart(int(e.From))
		c.lines = c.lines && own
	}
	switch {
	case c.lines:
		c.indent = w.yours.indentAt(int(n.Entries[0].From))
	case len(n.Entries) > 1:
		c.gap = string(w.yours.text[n.Entries[0].To:n.Entries[1].From])
	case w.yours.dense:
		c.gap = ","
	}
	return c
}

// start is where an entry of yours begins, the indent included where it has a
// line of its own.
func (c place) start(i int) int {
	at := int(c.of.Entries[i].From)
	if c.lines {
		at, _ = c.yours.lineStart(at)
	}
	return at
}

// texts are entries of a source, each as it is written here.
func (c place) texts(from source, r structure.Run) [][]byte {
	var all [][]byte
	for i := range r.Entries() {
		all = append(all, c.written(from, &r.Entries()[i], c.indent))
	}
	return all
}

// before writes entries that come before others.
func (c place) before(from source, r structure.Run) []byte {
	var out []byte
	for _, text := range c.texts(from, r) {
		if c.lines {
			out = append(out, c.indent+string(text)+",\n"...)
		} else {
			out = append(out, string(text)+c.gap...)
		}
	}
	return out
}

// behind writes entries that come after others.
func (c place) behind(from source, r structure.Run) []byte {
	var out []byte
	for _, text := range c.texts(from, r) {
		if c.lines {
			out = append(out, ",\n"+c.indent+string(text)...)
		} else {
			out = append(out, c.gap+string(text)...)
		}
	}
	return out
}

// kept writes the changes of an item that stays, and what comes with it.
func (c place) kept(it item) {
	if one(it.yours) {
		c.entry(it.Step)
	}
	if in := it.incoming(); !in.Empty() {
		at := int(c.of.Entries[it.yours.To-1].To)
		c.change(at, at, c.behind(c.template, in))
	}
}

// put writes an item that comes, goes, or is in dispute. at is where it comes
// if it is not in yours yet.
func (c place) put(it item, at int, write func(source, structure.Run) []byte) {
	from, to := at, at
	if !it.yours.Empty() {
		entries := c.of.Entries
		if last := it.yours.To; last < len(entries) && at == c.start(it.yours.From) {
			to = c.start(last)
		} else {
			to = int(entries[last-1].To)
		}
	}
	if it.Outcome == structure.Dispute && it.Choice == merge.Leave {
		c.changes = append(c.changes, splice.Change{From: from, To: to, Dispute: &splice.Dispute{
			Conflict: it.Conflict, Base: write(c.base, it.Base), Template: write(c.template, it.Template),
		}})
		return
	}
	c.change(from, to, write(c.template, it.incoming()))
}

// refill writes a container of which no entry certainly stays.
func (c place) refill(all []item, s *structure.Step) {
	if len(c.of.Entries) == 0 {
		theirs := s.Template.Entry().Value
		_, c.lines = c.template.lineStart(int(theirs.Entries[0].From))
		c.indent = c.yours.indentAt(int(c.of.From)) + c.yours.unit
	}
	var base, template [][]byte
	disputed := false
	for _, it := range all {
		if it.Outcome == structure.Dispute && it.Choice == merge.Leave {
			disputed = true
			base = append(base, c.texts(c.base, it.Base)...)
			template = append(template, c.texts(c.template, it.Template)...)
			continue
		}
		if it.Outcome != structure.Dispute {
			base = append(base, c.texts(c.template, it.incoming())...)
		}
		template = append(template, c.texts(c.template, it.incoming())...)
	}
	from, to := int(c.of.From)+1, int(c.of.To)-1
	if !disputed {
		c.change(from, to, c.joined(template))
		return
	}
	c.changes = append(c.changes, splice.Change{From: from, To: to, Dispute: &splice.Dispute{
		Base: c.joined(base), Template: c.joined(template),
	}})
}

// joined is the inside of a container with these entries.
func (c place) joined(texts [][]byte) []byte {
	switch {
	case len(texts) == 0:
		return nil
	case !c.lines:
		return bytes.Join(texts, []byte(c.gap))
	}
	inner := bytes.Join(texts, []byte(",\n"+c.indent))
	return []byte("\n" + c.indent + string(inner) + "\n" + c.yours.indentAt(int(c.of.From)))
}
