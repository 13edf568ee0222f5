package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// block writes the steps of a container whose entries are lines.
func (s *splicer) block(f *fragment, n *structure.Node, steps []structure.Step) {
	if s.rewritten(n, steps) {
		s.rewrite(f, n, steps)
		return
	}
	at, _ := s.yours.chunk(&n.Entries[0])
	for i := range steps {
		st := &steps[i]
		if !st.Yours.Empty() {
			_, at = s.blockStep(f, n, st, at)
			continue
		}
		s.blockStep(f, n, st, at)
	}
}

// blockStep writes one step; at is where what yours does not have comes. It
// returns the extent of what yours has.
func (s *splicer) blockStep(f *fragment, n *structure.Node, st *structure.Step, at int) (from, to int) {
	column := int(n.Layout.Column)
	from, to = at, at
	if !st.Yours.Empty() {
		entries := st.Yours.Entries()
		from, _ = s.yours.chunk(&entries[0])
		to = s.yours.chunkEnd(&entries[len(entries)-1])
	}
	switch st.Outcome {
	case structure.Keep, structure.Edit, structure.Take:
		if st.Outcome != structure.Keep || st.Lead || st.Tail || st.Foot {
			s.entry(f, n, st)
		}
	case structure.Drop:
		f.replace(from, to)
	case structure.Add:
		f.replace(at, at, piece{text: s.lines(side{s.template, st.Template}, column), line: true})
	case structure.Dispute:
		s.dispute(f, n, st, from, to)
	}
	return from, to
}

// dispute writes a conflict between whole lines.
func (s *splicer) dispute(f *fragment, n *structure.Node, st *structure.Step, from, to int) {
	switch st.Choice {
	case merge.TakeYours:
		return
	case merge.TakeBoth:
		f.replace(to, to, piece{text: s.lines(side{s.template, st.Template}, int(n.Layout.Column)), line: true})
		return
	}
	e := edit{from: from, to: to, open: st.Choice == merge.Leave}
	if !st.Yours.Empty() {
		e.from, e.to = s.yours.chunks(st.Yours)
		if aboutValue(st) {
			e.from = s.yours.body(st.Yours.Entry())
		}
		e.yours = []piece{{of: &fragment{from: e.from, to: e.to}}}
	}
	e.base = s.blockVersion(n, st, side{s.base, st.Base}, e.from, e.to)
	e.template = s.blockVersion(n, st, side{s.template, st.Template}, e.from, e.to)
	f.edits = append(f.edits, e)
}

// aboutValue tells whether a conflict is about one value that both sides have.
func aboutValue(st *structure.Step) bool {
	one := func(r structure.Run) bool { return r.To-r.From == 1 }
	return one(st.Yours) && one(st.Template) && (one(st.Base) || st.Base.Empty())
}

// blockVersion writes one side of a conflict.
func (s *splicer) blockVersion(n *structure.Node, st *structure.Step, from side, start, end int) []piece {
	switch {
	case from.run.Empty():
		return nil
	case aboutValue(st):
		f := &fragment{from: start, to: end}
		s.take(f, n, st, from)
		return []piece{{of: f}}
	}
	text := s.lines(from, int(n.Layout.Column))
	text = trimBlankLines(text)
	return []piece{{text: text, line: !s.yours.within(&n.Entries[0]) || st.Yours.Empty() || st.Yours.From > 0}}
}

// trimBlankLines drops the blank lines that a text begins with.
func trimBlankLines(text string) string {
	for {
		line, rest, more := strings.Cut(text, "\n")
		if !more || strings.TrimSpace(line) != "" {
			return text
		}
		text = rest
	}
}

// rewritten tells whether the container is to be written as a whole: items
// moved, or the first line, which belongs to what is around as well, changes
// hands.
func (s *splicer) rewritten(n *structure.Node, steps []structure.Step) bool {
	last := -1
	for i := range steps {
		if steps[i].Yours.Empty() {
			continue
		}
		if steps[i].Yours.From < last {
			return true
		}
		last = steps[i].Yours.To
	}
	if !s.yours.within(&n.Entries[0]) {
		return false
	}
	first := &steps[0]
	return first.Yours.Empty() || first.Outcome == structure.Drop || first.Outcome == structure.Dispute && !aboutValue(first)
}

// rewrite writes a container from the lines of its entries.
func (s *splicer) rewrite(f *fragment, n *structure.Node, steps []structure.Step) {
	e := edit{open: false}
	e.from, _ = s.yours.chunk(&n.Entries[0])
	e.to = s.yours.chunkEnd(&n.Entries[len(n.Entries)-1])
	for i := range steps {
		if steps[i].Outcome == structure.Dispute && steps[i].Choice == merge.Leave && !aboutValue(&steps[i]) {
			e.open = true
		}
	}
	e.template = s.rewritePieces(n, steps, asTemplate)
	if e.open {
		e.yours = s.rewritePieces(n, steps, asYours)
		e.base = s.rewritePieces(n, steps, asBase)
	}
	f.edits = append(f.edits, e)
}

func (s *splicer) rewritePieces(n *structure.Node, steps []structure.Step, v version) []piece {
	inline := s.yours.within(&n.Entries[0])
	w := rewriter{splicer: s, n: n, inline: inline}
	for i := range steps {
		st := &steps[i]
		switch st.Outcome {
		case structure.Drop:
		case structure.Add:
			w.text(side{s.template, st.Template})
		case structure.Dispute:
			w.dispute(st, v)
		default:
			for k := st.Yours.From; k < st.Yours.To; k++ {
				one := *st
				one.Yours = structure.Only(n, k)
				w.mine(&one)
			}
		}
	}
	return w.pieces
}

// rewriter puts a container together. Its first entry may have to go on a line
// that has begun.
type rewriter struct {
	*splicer
	n      *structure.Node
	inline bool
	pieces []piece
}

func (w *rewriter) dispute(st *structure.Step, v version) {
	if aboutValue(st) {
		if st.Choice == merge.TakeYours {
			w.mine(&structure.Step{Yours: st.Yours})
			return
		}
		w.mine(st)
		return
	}
	if st.Choice == merge.TakeBoth || versionOf(st, v) == asYours {
		for k := st.Yours.From; k < st.Yours.To; k++ {
			w.mine(&structure.Step{Yours: structure.Only(w.n, k)})
		}
	}
	if st.Choice == merge.TakeBoth || versionOf(st, v) != asYours {
		w.text(w.sideOf(st, versionOf(st, v)))
	}
}

// mine adds an entry of yours.
func (w *rewriter) mine(st *structure.Step) {
	e := st.Yours.Entry()
	from, to := w.yours.chunk(e)
	begun := w.inline && len(w.pieces) == 0
	switch {
	case begun && e.Lead.Sum != 0:
		w.refuse("a comment would stand behind a dash")
	case begun:
		from = int(e.From)
	}
	f := &fragment{from: from, to: to}
	w.blockStep(f, w.n, st, from)
	p := piece{of: f, line: !begun}
	if w.yours.within(e) && !begun {
		w.pieces = append(w.pieces, piece{text: strings.Repeat(" ", int(w.n.Layout.Column)), line: true})
		p.line = false
	}
	w.pieces = append(w.pieces, p)
}

// text adds entries of another side.
func (w *rewriter) text(from side) {
	if from.run.Empty() {
		return
	}
	text := w.lines(from, int(w.n.Layout.Column))
	begun := w.inline && len(w.pieces) == 0
	if begun {
		text = strings.TrimLeft(text, " \r\n")
		if strings.HasPrefix(text, "#") {
			w.refuse("a comment would stand behind a dash")
		}
	}
	w.pieces = append(w.pieces, piece{text: text, line: !begun})
}
