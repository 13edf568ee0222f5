package text

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// version is one of the texts of a merge, its lines also as numbers.
type version struct {
	document
	ids []int32
}

// versions are the texts of one merge, numbered by one vocabulary.
type versions struct {
	base, yours, template version
	related               bool // yours and template come from base
	vocabulary            int
	size                  int // about how many bytes the result will have
}

func read(s merge.Sides) versions {
	known := make(vocabulary, bytes.Count(s.Yours, []byte("\n"))+1)
	number := func(content []byte) version {
		doc := parse(content)
		return version{doc, known.number(doc.lines)}
	}
	v := versions{base: number(s.Base), yours: number(s.Yours), template: number(s.Template)}
	v.related = s.Base != nil
	v.vocabulary = len(known)
	v.size = max(len(s.Yours), len(s.Template)) * 5 / 4
	return v
}

// regions are the places where the versions differ, in order.
func (v versions) regions() []region {
	if v.related {
		return regions(
			diff(v.base.ids, v.yours.ids, v.vocabulary),
			diff(v.base.ids, v.template.ids, v.vocabulary))
	}
	var all []region
	for _, h := range diff(v.yours.ids, v.template.ids, v.vocabulary) {
		all = append(all, region{yours: h.old, template: h.new, yoursChanged: true, templateChanged: true})
	}
	return all
}

// disputed tells whether both sides changed a region, and not to the same.
func (v versions) disputed(r region) bool {
	return r.yoursChanged && r.templateChanged &&
		!slices.Equal(of(r.yours, v.yours.ids), of(r.template, v.template.ids))
}

// terminated tells whether the merged text ends with a line ending. It is
// merged in three ways like everything else, but never a conflict: when both
// sides changed it they agree.
func (v versions) terminated() bool {
	if v.related && v.yours.terminated() == v.base.terminated() {
		return v.template.terminated()
	}
	return v.yours.terminated()
}

func (v versions) conflict(r region) merge.Conflict {
	return merge.Conflict{
		Field:    fmt.Sprintf("line %d", r.yours.from+1),
		Base:     plain(of(r.base, v.base.lines)),
		Yours:    plain(of(r.yours, v.yours.lines)),
		Template: plain(of(r.template, v.template.lines)),
		// Nothing of base is gone, so both can stand, one after the other.
		Both: r.base.empty() && !r.yours.empty() && !r.template.empty(),
	}
}
