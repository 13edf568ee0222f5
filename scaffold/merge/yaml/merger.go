package yaml

import (
	"bytes"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
)

// Merger merges YAML. The zero value is ready to use.
type Merger struct{}

var _ merge.Merger = Merger{}

// Name of the format.
func (Merger) Name() string { return "yaml" }

// Merge brings the changes from base to template into yours. Every byte that
// the template did not change is that of yours.
func (Merger) Merge(s merge.Sides, l merge.Labels, d merge.Decide) merge.Result {
	if oneSided(s) {
		return text.Merger{}.Merge(s, l, d)
	}
	m, err := open(s)
	if err != nil {
		return lines{sides: s, labels: l, decide: d}.merge(err.Error())
	}
	merged := structure.Merge(m.root(m.base), m.yours.stream, m.template.stream, structure.Options{Show: m.show, Blend: m.yours.blendable})
	open, settled := merged.Settle(d)
	content, err := m.splice(merged, len(open) > 0, l)
	if err != nil {
		return lines{sides: s, labels: l, decide: d, read: m, meant: merged}.merge(err.Error())
	}
	return merge.Result{Content: content, Conflicts: open, Settled: settled, Notes: merged.Notes}
}

// oneSided tells whether the result is one of the sides, to the byte.
func oneSided(s merge.Sides) bool {
	return bytes.Equal(s.Yours, s.Template) || s.Base != nil && (bytes.Equal(s.Base, s.Yours) || bytes.Equal(s.Base, s.Template))
}

// versions are the three sides, read.
type versions struct {
	sides                 merge.Sides
	base, yours, template *source
}

func open(s merge.Sides) (v versions, err error) {
	v.sides = s
	if s.Base != nil {
		if v.base, err = readSide(s.Base, "what the template was before"); err != nil {
			return v, err
		}
	}
	if v.yours, err = readSide(s.Yours, "yours"); err != nil {
		return v, err
	}
	v.template, err = readSide(s.Template, "the template's")
	return v, err
}

func (v versions) root(s *source) *structure.Node {
	if s == nil {
		return nil
	}
	return s.stream
}

// show writes entries as a conflict shows them: as they stand in their text,
// moved to the left.
func (v versions) show(on structure.Side, r structure.Run) string {
	entries := r.Entries()
	if len(entries) == 0 {
		return ""
	}
	src := map[structure.Side]*source{structure.Base: v.base, structure.Yours: v.yours, structure.Template: v.template}[on]
	return src.shown(r)
}

// splice writes the result, and checks that it says what was meant.
func (v versions) splice(merged *structure.Merged, open bool, l merge.Labels) ([]byte, error) {
	s := &splicer{base: v.base, yours: v.yours, template: v.template, ending: v.yours.ending()}
	file := &fragment{from: 0, to: len(v.yours.text)}
	s.aboveMarker(file)
	if merged.Root.Outcome == structure.Edit {
		s.documents(file, v.yours.stream, merged.Root.Steps)
	}
	if s.err != nil {
		return nil, s.err
	}
	r := renderer{yours: v.yours, ending: s.ending}
	ways := []way{{asTemplate, merge.TakeTemplate}}
	if open {
		ways = append(ways, way{asYours, merge.TakeYours})
	}
	var content []byte
	ending := true // whether the result ends as the side that changed its end
	for _, w := range ways {
		written := r.write(make([]byte, 0, len(v.yours.text)*5/4), file, w.version)
		content = v.ended(written, s.ending)
		err := v.meant(content, merged.Sum(w.choice))
		if err != nil && len(content) != len(written) {
			// The last line is one of a block scalar, to which its end counts.
			content, ending = written, false
			err = v.meant(content, merged.Sum(w.choice))
		}
		if err != nil {
			return nil, err
		}
	}
	if open {
		content = r.mark(file, l)
		if ending && !endsInMarker(content) {
			content = v.ended(content, s.ending)
		}
	}
	return content, nil
}

// endsInMarker tells whether a text ends with a conflict; a marker has to be a
// line.
func endsInMarker(content []byte) bool {
	last := bytes.TrimRight(content, "\r\n")
	return bytes.HasPrefix(last[bytes.LastIndexByte(last, '\n')+1:], []byte(">>>>>>>"))
}

// way is one way of settling what is open.
type way struct {
	version version
	choice  merge.Choice
}

// ended gives the result the end of the side that changed its: with or without
// a final line ending.
func (v versions) ended(content []byte, ending string) []byte {
	want := terminated(v.sides.Yours)
	if v.sides.Base != nil && want == terminated(v.sides.Base) {
		want = terminated(v.sides.Template)
	}
	switch {
	case want && !terminated(content):
		return append(content, ending...)
	case !want && bytes.HasSuffix(content, []byte(ending)):
		return content[:len(content)-len(ending)]
	}
	return content
}
