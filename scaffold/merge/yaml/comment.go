package yaml

import "github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"

// lead puts the template's comments above an entry in the place of those of
// yours.
func (s *splicer) lead(f *fragment, in *structure.Node, st *structure.Step) {
	e, t := st.Yours.Entry(), st.Template.Entry()
	by := int(in.Layout.Column - st.Template.In.Layout.Column)
	text := s.from(s.template).comment(t.Lead, by)
	from, to := int(e.Lead.From), int(e.Lead.To)
	if from >= to {
		if in.Kind != structure.Stream && s.yours.within(e) {
			return // there is no line for it
		}
		if in.Kind != structure.Stream {
			from = s.yours.lineStart(int(e.From))
		}
		to = from
	}
	f.replace(from, to, piece{text: text, line: true})
}

// tail does so with the comment behind an entry on its line.
func (s *splicer) tail(f *fragment, e *structure.Entry, t structure.Comment) {
	text := ""
	if t.Sum != 0 {
		start := int(t.From)
		for start > 0 && (s.template.text[start-1] == ' ' || s.template.text[start-1] == '\t') {
			start--
		}
		text = s.template.text[start:t.To]
	}
	if e.Tail.Sum != 0 {
		from := int(e.Tail.From)
		for text == "" && s.yours.text[from-1] == ' ' {
			from--
		}
		if text != "" {
			text = s.template.text[t.From:t.To]
		}
		f.replace(from, int(e.Tail.To), piece{text: text})
		return
	}
	at := s.yours.lineEnd(int(max(e.Value.To, e.Value.Layout.After)))
	if block(e.Value) {
		at = s.yours.lineEnd(int(e.Value.Layout.After))
	}
	f.replace(at, at, piece{text: text})
}

// foot does so with the comments at the end of a container.
func (s *splicer) foot(f *fragment, n, t *structure.Node) {
	if n.Layout.Flow || len(n.Entries) == 0 || t.Layout.Flow {
		return
	}
	text := s.from(s.template).comment(t.Foot, int(n.Layout.Column-t.Layout.Column))
	from, to := int(n.Foot.From), int(n.Foot.To)
	if n.Foot.Sum == 0 {
		from = s.yours.chunkEnd(&n.Entries[len(n.Entries)-1])
		to = from
	}
	f.replace(from, to, piece{text: text, line: true})
}
