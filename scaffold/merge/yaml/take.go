package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// take puts the value of another side in the place of that of yours. The key,
// an anchor and the comments of yours stay.
func (s *splicer) take(f *fragment, in *structure.Node, st *structure.Step, from side) {
	e, o := st.Yours.Entry(), from.run.Entry()
	v, w := e.Value, o.Value
	switch {
	case in.Layout.Flow:
		s.takeInline(f, v, w, from.src.inFlow(w))
	case block(v) || block(w):
		s.takeLines(f, in, st, from)
		return
	default:
		by := int(in.Layout.Column)
		if !from.run.In.Layout.Flow {
			by -= int(from.run.In.Layout.Column)
		}
		start := w.From
		if v.Tag != w.Tag {
			start = w.Layout.Props
		}
		s.takeInline(f, v, w, s.from(from.src).inline(int(start), int(w.To), by))
	}
	if st.Tail {
		s.tail(f, e, o.Tail)
	}
}

// inline moves the lines of a value that begins within a line.
func (t transplant) inline(from, to, by int) string {
	text := t.from.text[from:to]
	if !strings.Contains(text, "\n") {
		return text
	}
	shift := make([]int, t.from.line(to)-t.from.line(from)+1)
	for i := range shift {
		shift[i] = by
	}
	return strings.TrimSuffix(t.shifted(from, to, shift), t.ending)
}

func (s *splicer) takeInline(f *fragment, v, w *structure.Node, text string) {
	from, to := int(v.From), int(v.To)
	if v.Tag != w.Tag {
		if strings.Contains(s.yours.text[v.Layout.Props:v.From], "&") {
			s.refuse("a tag changes beside an anchor")
			return
		}
		from = int(v.Layout.Props)
	}
	before := from == to && from > 0 && !blank(s.yours.text[from-1])
	switch {
	case text == "" && from == int(v.From) && v.Layout.Props == v.From:
		from = int(v.Layout.After)
	case text != "" && before:
		text = " " + text
	}
	f.replace(from, to, piece{text: text})
}

// takeLines does so where either value takes lines of its own: all behind the
// colon or dash is written anew.
func (s *splicer) takeLines(f *fragment, in *structure.Node, st *structure.Step, from side) {
	e, o := st.Yours.Entry(), from.run.Entry()
	if in.Kind == structure.Stream {
		s.refuse("a document becomes another kind of value")
		return
	}
	var text string
	if from.run.In.Layout.Flow {
		text = " " + from.src.inFlow(o.Value)
	} else {
		text = s.from(from.src).rest(from.run.In, o, int(in.Layout.Column))
	}
	tail := ""
	if o.Tail.Sum != 0 && !from.run.In.Layout.Flow {
		text, tail = s.cutTail(text, from.src.text[o.Tail.From:o.Tail.To])
	}
	if !st.Tail {
		tail = s.tailText(e)
	}
	first, rest := text, ""
	if block(o.Value) {
		first, rest, _ = strings.Cut(text, s.ending)
		rest = s.ending + rest
	}
	mine, theirs := s.props(e.Value), o.Value.Layout.Props < o.Value.From
	switch {
	case mine != "" && !theirs:
		first = mine + first
	case mine != "" && !strings.HasPrefix(first, mine):
		s.refuse("an anchor changes with its value")
		return
	}
	s.replaceRest(f, e, first+tail+rest)
}

// cutTail takes the comment off the first or the last line of a text.
func (s *splicer) cutTail(text, tail string) (without, cut string) {
	first, rest, more := strings.Cut(text, s.ending)
	if before, found := strings.CutSuffix(first, tail); found {
		without = strings.TrimRight(before, " \t")
		cut = before[len(without):] + tail
		if more {
			without += s.ending + rest
		}
		return without, cut
	}
	if before, found := strings.CutSuffix(text, tail); found {
		without = strings.TrimRight(before, " \t")
		return without, before[len(without):] + tail
	}
	return text, ""
}
