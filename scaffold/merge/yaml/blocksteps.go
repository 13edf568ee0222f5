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
			at = s.blockStep(f, n, st, at)
			continue
		}
		s.blockStep(f, n, st, at)
	}
}

// blockStep writes one step; at is where what yours does not have comes. It
// returns the end of what yours has.
func (s *splicer) blockStep(f *fragment, n *structure.Node, st *structure.Step, at int) int {
	column := int(n.Layout.Column)
	from, to := at, at
	if !st.Yours.Empty() {
		entries := st.Yours.Entries()
		from, _ = s.yours.chunk(&entries[0])
		to = s.yours.chunkEnd(&entries[len(entries)-1])
	}
	switch st.Outcome {
	case structure.Keep, structure.Edit, structure.Take, structure.Blend:
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
	return to
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
