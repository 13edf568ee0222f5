package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

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
	var e edit
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
