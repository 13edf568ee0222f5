package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// documents writes the steps of the stream.
func (s *splicer) documents(f *fragment, n *structure.Node, steps []structure.Step) {
	at := len(s.yours.text)
	if len(s.yours.documents) > 0 {
		at = s.yours.documents[0].from
	}
	for i := range steps {
		st := &steps[i]
		from, to := at, at
		if !st.Yours.Empty() {
			from = s.yours.documents[st.Yours.From].from
			to = s.yours.documents[st.Yours.To-1].to
			at = to
		}
		switch st.Outcome {
		case structure.Drop:
			f.replace(from, to)
		case structure.Add:
			f.replace(at, at, s.documentText(side{s.template, st.Template}, at, at))
		case structure.Dispute:
			s.disputedDocument(f, st, from, to)
		default:
			if st.Outcome != structure.Keep || st.Lead || st.Tail || st.Foot {
				s.entry(f, n, st)
			}
		}
	}
}

func (s *splicer) disputedDocument(f *fragment, st *structure.Step, from, to int) {
	if st.Choice == merge.TakeYours {
		return
	}
	e := edit{from: from, to: to, open: st.Choice == merge.Leave}
	if from < to {
		e.yours = []piece{{of: &fragment{from: from, to: to}}}
	}
	for _, v := range []version{asBase, asTemplate} {
		o := s.sideOf(st, v)
		var pieces []piece
		if !o.run.Empty() {
			pieces = []piece{s.documentText(o, from, to)}
		}
		if v == asBase {
			e.base = pieces
		} else {
			e.template = pieces
		}
	}
	f.edits = append(f.edits, e)
}

// documentText writes documents of another side, to stand in the place of some
// of yours, or between two.
func (s *splicer) documentText(from side, at, to int) piece {
	docs := from.src.documents[from.run.From:from.run.To]
	text := from.src.text[docs[0].from:docs[len(docs)-1].to]
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	first := len(s.yours.documents) == 0 || at <= s.yours.documents[0].from
	if !docs[0].marker && !first {
		text = "---\n" + text
	}
	if first && at == to && len(s.yours.documents) > 0 && !s.yours.documents[0].marker {
		text += "---\n"
	}
	return piece{text: strings.ReplaceAll(text, "\n", s.ending), line: true}
}

// aboveMarker merges the comments above the marker of the first document.
func (s *splicer) aboveMarker(f *fragment) {
	var base structure.Comment
	if s.base != nil {
		base = s.base.head
	}
	yours, template := s.yours.head, s.template.head
	if template.Sum == base.Sum || yours.Sum != base.Sum || len(s.yours.documents) == 0 || !s.yours.documents[0].marker {
		return
	}
	f.replace(int(yours.From), int(yours.To), piece{text: s.from(s.template).comment(template, 0)})
}
