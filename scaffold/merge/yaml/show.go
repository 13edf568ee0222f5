package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// shown returns entries as a conflict shows them. One value of a key is shown
// by itself where it is a scalar; all else as the lines it is, moved to the
// left.
func (s *source) shown(r structure.Run) string {
	entries := r.Entries()
	if len(entries) == 1 {
		v := entries[0].Value
		if r.In.Kind == structure.Mapping && v.Kind == structure.Scalar && v.Layout.Style != styleBlock || r.In.Layout.Flow && r.In.Kind != structure.Mapping {
			return s.text[v.From:v.To]
		}
	}
	if r.In.Kind == structure.Stream {
		docs := s.documents[r.From:r.To]
		return s.text[docs[0].from:docs[len(docs)-1].to]
	}
	if r.In.Layout.Flow {
		return s.text[entries[0].From:entries[len(entries)-1].To]
	}
	t := transplant{from: s, style: style{-1, -1}, ending: "\n"}
	var b strings.Builder
	for i := range entries {
		b.WriteString(t.entry(r.In, &entries[i], 0))
	}
	return trimBlankLines(b.String())
}
