package text

// region is a stretch of base that at least one side changed, with what stands
// in its place on each side.
type region struct {
	base, yours, template         span
	yoursChanged, templateChanged bool
}

// regions combines the edits of both sides. Edits that overlap or touch are in
// one region: nothing between them says in which order they belong.
func regions(yours, template []hunk) []region {
	var all []region
	y, t := side{left: yours}, side{left: template}
	for y.more() || t.more() {
		r := region{base: span{from: min(y.start(), t.start())}}
		r.base.to = r.base.from
		// Whatever begins by the end of the region extends it, in turn.
		for y.start() <= r.base.to || t.start() <= r.base.to {
			if y.start() <= r.base.to {
				r.base.to = max(r.base.to, y.take())
				r.yoursChanged = true
			}
			if t.start() <= r.base.to {
				r.base.to = max(r.base.to, t.take())
				r.templateChanged = true
			}
		}
		r.yours, r.template = y.place(r.base), t.place(r.base)
		all = append(all, r)
	}
	return all
}
