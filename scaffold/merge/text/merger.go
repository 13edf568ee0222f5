package text

import (
	"bytes"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// Merger merges texts line by line. The zero value is ready to use.
type Merger struct{}

var _ merge.Merger = Merger{}

// Name of the format.
func (Merger) Name() string { return "text" }

// Merge brings the changes from base to template into yours. Lines that the
// template did not change come out byte for byte as they are in yours, lines
// from the template with the line ending that prevails in yours.
//
// Without a base every difference between yours and template is a conflict,
// and what they have in common stands once.
func (Merger) Merge(s merge.Sides, l merge.Labels, d merge.Decide) merge.Result {
	if content, found := s.OneSided(); found {
		return merge.Result{Content: bytes.Clone(content)}
	}
	v := read(s)
	return v.merge(v.regions(), l, d)
}

// merge puts the text together from regions: the changed stretches, in order.
func (v versions) merge(changed []region, l merge.Labels, d merge.Decide) merge.Result {
	out := newWriter(v.yours.document, v.size)
	var result merge.Result
	done := 0
	for _, r := range changed {
		out.copy(v.yours.lines[done:r.yours.from])
		done = r.yours.to
		base, yours, template := of(r.base, v.base.lines), of(r.yours, v.yours.lines), of(r.template, v.template.lines)
		if !v.disputed(r) {
			if r.yoursChanged {
				out.copy(yours)
			} else {
				out.adapt(template)
			}
			continue
		}
		c := v.conflict(r)
		switch d.Choose(c) {
		case merge.TakeYours:
			out.copy(yours)
			result.Settled = append(result.Settled, c)
		case merge.TakeTemplate:
			out.adapt(template)
			result.Settled = append(result.Settled, c)
		default:
			out.conflict(l, base, yours, template)
			result.Conflicts = append(result.Conflicts, c)
		}
	}
	out.copy(v.yours.lines[done:])
	result.Content = out.finish(v.terminated())
	return result
}
