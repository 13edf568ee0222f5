package render

import (
	"cmp"
	"fmt"
)

// maxIncludes bounds how deep templates may include each other: a template that
// includes itself is an error, not the end of the process.
const maxIncludes = 100

// include is the function of that name: what a named template prints, as a
// text that can be indented or quoted. Of errors the innermost is told, without
// the way there.
func (r *renderer) include(name string, data any) (string, error) {
	if r.depth == maxIncludes {
		return "", fmt.Errorf("templates include each other more than %d deep", maxIncludes)
	}
	r.depth++
	defer func() { r.depth-- }()
	out := &boundedBuffer{ctx: r.ctx}
	if err := r.running.ExecuteTemplate(out, name, data); err != nil {
		r.failed = cmp.Or(r.failed, out.err, err)
		return "", r.failed
	}
	return out.buf.String(), nil
}
