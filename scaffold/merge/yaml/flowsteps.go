package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// flow writes the steps of a container in brackets.
func (s *splicer) flow(f *fragment, n *structure.Node, steps []structure.Step) {
	whole, open, last := false, false, 0
	for i := range steps {
		st := &steps[i]
		open = open || st.Outcome == structure.Dispute && st.Choice == merge.Leave
		whole = whole || st.Yours.Empty() || st.Outcome == structure.Drop || st.Outcome == structure.Dispute && !aboutValue(st) || st.Yours.From < last
		last = st.Yours.To
	}
	if !whole {
		for i := range steps {
			s.flowStep(f, n, &steps[i])
		}
		return
	}
	if n.Layout.Style == styleCommented {
		s.refuse("a list in brackets with comments in it gets other items")
		return
	}
	e := edit{from: int(n.From), to: int(n.To), open: open}
	e.template = s.brackets(n, steps, asTemplate)
	if open {
		e.yours, e.base = s.brackets(n, steps, asYours), s.brackets(n, steps, asBase)
	}
	f.edits = append(f.edits, e)
}

// flowStep writes a step on an entry that stays where it is.
func (s *splicer) flowStep(f *fragment, n *structure.Node, st *structure.Step) {
	if st.Outcome != structure.Dispute {
		if st.Outcome != structure.Keep {
			st.Lead, st.Tail, st.Foot = false, false, false
			s.entry(f, n, st)
		}
		return
	}
	if st.Choice == merge.TakeYours {
		return
	}
	entry := st.Yours.Entry()
	e := edit{from: int(entry.From), to: int(entry.To), open: st.Choice == merge.Leave}
	mine := func() *fragment { return &fragment{from: e.from, to: e.to} }
	e.yours = []piece{{of: mine()}}
	for _, v := range []version{asBase, asTemplate} {
		from := s.sideOf(st, v)
		if from.run.Empty() {
			continue // base has no such key; shown without
		}
		part := mine()
		s.take(part, n, st, from)
		if v == asBase {
			e.base = []piece{{of: part}}
		} else {
			e.template = []piece{{of: part}}
		}
	}
	f.edits = append(f.edits, e)
}

// brackets writes a container in brackets from its entries.
func (s *splicer) brackets(n *structure.Node, steps []structure.Step, v version) []piece {
	b := bracketWriter{splicer: s, n: n, last: -1}
	b.begin()
	for i := range steps {
		st := &steps[i]
		switch st.Outcome {
		case structure.Drop:
		case structure.Add:
			b.text(side{s.template, st.Template})
		case structure.Dispute:
			b.dispute(st, v)
		default:
			b.mine(st)
		}
	}
	b.end()
	return b.pieces
}

type bracketWriter struct {
	*splicer
	n      *structure.Node
	last   int // the entry of yours written last, -1 where it was none
	count  int
	pieces []piece
}

func (b *bracketWriter) write(text string) { b.pieces = append(b.pieces, piece{text: text}) }

func (b *bracketWriter) begin() {
	if len(b.n.Entries) == 0 {
		b.write(b.yours.text[b.n.From : b.n.From+1])
		return
	}
	b.write(b.yours.text[b.n.From:b.n.Entries[0].From])
}

func (b *bracketWriter) end() {
	if last := len(b.n.Entries) - 1; last >= 0 && b.count > 0 {
		b.write(b.yours.text[b.n.Entries[last].To:b.n.To])
		return
	}
	b.write(b.yours.text[b.n.To-1 : b.n.To])
}

// separate writes what stands between two entries, next being that of yours
// that comes, or -1.
func (b *bracketWriter) separate(next int) {
	entries := b.n.Entries
	switch {
	case b.count == 0:
	case next > 0 && next == b.last+1:
		b.write(b.yours.text[entries[b.last].To:entries[next].From])
	case len(entries) > 1:
		b.write(b.yours.text[entries[0].To:entries[1].From])
	case len(entries) == 1 && strings.Contains(b.yours.text[b.n.From:entries[0].From], "\n"):
		b.write("," + b.yours.text[b.n.From+1:entries[0].From])
	default:
		b.write(", ")
	}
	b.count++
	b.last = next
}

func (b *bracketWriter) mine(st *structure.Step) {
	for k := st.Yours.From; k < st.Yours.To; k++ {
		b.separate(k)
		e := &b.n.Entries[k]
		f := &fragment{from: int(e.From), to: int(e.To)}
		if st.Outcome != structure.Keep {
			b.flowStep(f, b.n, st)
		}
		b.pieces = append(b.pieces, piece{of: f})
	}
}

func (b *bracketWriter) text(from side) {
	entries := from.run.Entries()
	for i := range entries {
		b.separate(-1)
		text := from.src.inFlow(entries[i].Value)
		if b.n.Kind == structure.Mapping {
			text = from.src.flowKey(&entries[i]) + ": " + text
		}
		b.write(text)
	}
}

func (b *bracketWriter) dispute(st *structure.Step, v version) {
	v = versionOf(st, v)
	if st.Choice == merge.TakeBoth || v == asYours {
		b.mine(&structure.Step{Yours: st.Yours})
	}
	if st.Choice == merge.TakeBoth || v != asYours {
		from := b.sideOf(st, v)
		if aboutValue(st) && !from.run.Empty() {
			b.taken(st, from)
			return
		}
		b.text(from)
	}
}

// taken writes an entry of yours with another value.
func (b *bracketWriter) taken(st *structure.Step, from side) {
	e := st.Yours.Entry()
	b.separate(st.Yours.From)
	f := &fragment{from: int(e.From), to: int(e.To)}
	b.take(f, b.n, st, from)
	b.pieces = append(b.pieces, piece{of: f})
}
