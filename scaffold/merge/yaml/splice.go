package yaml

import (
	"errors"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// splicer turns the steps of a merge into edits of yours. It keeps the first
// thing that it cannot write; the edits are then of no use.
type splicer struct {
	base, yours, template *source
	ending                string
	err                   error
}

func (s *splicer) refuse(reason string) {
	if s.err == nil {
		s.err = errors.New(reason)
	}
}

func (s *splicer) from(src *source) transplant {
	return transplant{from: src, style: s.yours.styled(), ending: s.ending}
}

// side is one of the versions of a conflict that are not yours.
type side struct {
	src *source
	run structure.Run
}

func (s *splicer) sideOf(st *structure.Step, v version) side {
	if v == asBase {
		return side{s.base, st.Base}
	}
	return side{s.template, st.Template}
}

// versionOf is how a step is written in a version: what it leaves open there,
// or else what was chosen.
func versionOf(st *structure.Step, v version) version {
	switch st.Choice {
	case merge.TakeYours:
		return asYours
	case merge.TakeTemplate:
		return asTemplate
	}
	return v
}

// entry writes what becomes of one entry of yours. It is no conflict.
func (s *splicer) entry(f *fragment, in *structure.Node, st *structure.Step) {
	e := st.Yours.Entry()
	if st.Lead {
		s.lead(f, in, st)
	}
	switch st.Outcome {
	case structure.Take:
		s.take(f, in, st, side{s.template, st.Template})
		return
	case structure.Edit:
		s.container(f, in, st)
	case structure.Blend:
		s.blend(f, e.Value, st.Template.Entry().Value.Text)
	}
	if st.Tail {
		s.tail(f, e, st.Template.Entry().Tail)
	}
	if st.Foot {
		s.foot(f, e.Value, st.Template.Entry().Value)
	}
}

func (s *splicer) container(f *fragment, in *structure.Node, st *structure.Step) {
	v := st.Yours.Entry().Value
	left := 0
	onlyAdds := true
	for i := range st.Steps {
		if st.Steps[i].Outcome != structure.Drop {
			left++
		}
		onlyAdds = onlyAdds && st.Steps[i].Outcome == structure.Add
	}
	switch {
	case left == 0:
		s.emptied(f, in, st)
	case len(v.Entries) == 0 && onlyAdds && !in.Layout.Flow && !st.Template.Entry().Value.Layout.Flow:
		s.filled(f, in, st)
	case v.Layout.Flow:
		s.flow(f, v, st.Steps)
	default:
		s.block(f, v, st.Steps)
	}
}

// emptied writes a container that loses all its entries.
func (s *splicer) emptied(f *fragment, in *structure.Node, st *structure.Step) {
	e := st.Yours.Entry()
	text := "{}"
	if e.Value.Kind == structure.List {
		text = "[]"
	}
	if e.Value.Layout.Flow {
		f.replace(int(e.Value.From), int(e.Value.To), piece{text: text})
		return
	}
	if in.Kind == structure.Stream {
		s.refuse("a document loses all it holds")
		return
	}
	s.replaceRest(f, e, s.props(e.Value)+" "+text+s.tailText(e))
}

// filled writes a container that had no entries and gets some, as a block.
func (s *splicer) filled(f *fragment, in *structure.Node, st *structure.Step) {
	e, t := st.Yours.Entry(), st.Template.Entry()
	if in.Kind == structure.Stream {
		s.refuse("a document without content gets some")
		return
	}
	by := int(t.Value.Layout.Column - st.Template.In.Layout.Column)
	column := int(in.Layout.Column) + max(by, 1)
	if in.Kind == structure.Mapping {
		column = s.yours.styled().below(t.Value.Kind == structure.List, int(in.Layout.Column), by)
	}
	var b strings.Builder
	b.WriteString(s.props(e.Value) + s.tailText(e) + s.ending)
	for i := range st.Steps {
		b.WriteString(s.lines(side{s.template, st.Steps[i].Template}, column))
	}
	s.replaceRest(f, e, strings.TrimSuffix(b.String(), s.ending))
}

// props is the anchor and tag before a value of yours, with a space.
func (s *splicer) props(n *structure.Node) string {
	if n.Layout.Props >= n.From {
		return ""
	}
	return " " + strings.TrimSpace(firstLine(s.yours.text[n.Layout.Props:n.From]))
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	if i := strings.Index(line, " #"); i >= 0 {
		line = line[:i]
	}
	return line
}

// tailText is the comment behind an entry of yours, with a space.
func (s *splicer) tailText(e *structure.Entry) string {
	if e.Tail.Sum == 0 {
		return ""
	}
	return " " + s.yours.text[e.Tail.From:e.Tail.To]
}

// replaceRest replaces all that stands behind the colon or dash of an entry.
func (s *splicer) replaceRest(f *fragment, e *structure.Entry, text string) {
	end := s.yours.lineEnd(int(max(e.To, e.Tail.To)))
	f.replace(int(e.Value.Layout.After), end, piece{text: text})
}

// lines writes entries of another side as lines of a block at a column.
func (s *splicer) lines(from side, column int) string {
	var b strings.Builder
	entries := from.run.Entries()
	for i := range entries {
		e := &entries[i]
		if !from.run.In.Layout.Flow {
			b.WriteString(s.from(from.src).entry(from.run.In, e, column))
			continue
		}
		b.WriteString(strings.Repeat(" ", column))
		if from.run.In.Kind == structure.Mapping {
			b.WriteString(strings.TrimRight(from.src.text[e.From:e.Value.Layout.After], " "))
		} else {
			b.WriteByte('-')
		}
		b.WriteString(" " + from.src.inFlow(e.Value) + s.ending)
	}
	return b.String()
}
