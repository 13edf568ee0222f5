package json

import (
	"errors"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/splice"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// layout turns the answer of a merge into changes to the bytes of yours.
func (v versions) layout(merged *structure.Merged) ([]splice.Change, error) {
	w := &writer{versions: v}
	w.entry(&merged.Root)
	return w.changes, w.err
}

type writer struct {
	versions
	changes []splice.Change
	err     error
}

func (w *writer) fail(why string) {
	if w.err == nil {
		w.err = errors.New(why)
	}
}

func (w *writer) change(from, to int, by []byte) {
	w.changes = append(w.changes, splice.Change{From: from, To: to, New: by})
}

// entry writes what changes within one entry of yours that stays.
func (w *writer) entry(s *structure.Step) {
	y, t := s.Yours.Entry(), s.Template.Entry()
	switch s.Outcome {
	case structure.Edit:
		w.container(y.Value, s)
	case structure.Take:
		w.change(int(y.Value.From), int(y.Value.To), w.valueOf(w.template, t, y))
	case structure.Dispute:
		switch s.Choice {
		case merge.TakeTemplate:
			w.change(int(y.Value.From), int(y.Value.To), w.valueOf(w.template, t, y))
		case merge.Leave:
			w.changes = append(w.changes, w.valueDispute(s, y, t))
		}
	}
}

// valueOf is the value of an entry of another source, to stand in place of
// that of yours.
func (w *writer) valueOf(from source, e, yours *structure.Entry) []byte {
	return w.adapted(from, from.text[e.Value.From:e.Value.To], int(e.Value.From), w.yours.indentAt(int(yours.From)))
}

// valueDispute is a conflict about the value of an entry that stays.
func (w *writer) valueDispute(s *structure.Step, y, t *structure.Entry) splice.Change {
	d := &splice.Dispute{Conflict: s.Conflict, Template: w.valueOf(w.template, t, y)}
	if b := s.Base.Entry(); b != nil {
		d.Base = w.valueOf(w.base, b, y)
	}
	return splice.Change{From: int(y.Value.From), To: int(y.Value.To), Dispute: d}
}
