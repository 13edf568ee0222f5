package render

import (
	"cmp"
	"fmt"
	"text/template"
)

// maxIncludes bounds how deep templates may include each other: a template that
// includes itself is an error, not the end of the process.
const maxIncludes = 100

// include is the function of that name: what a named template prints, as a
// text that can be indented or quoted. Of errors the innermost is told, without
// the way there.
func (r *renderer) include(set *template.Template) func(string, any) (string, error) {
	depth := 0
	var failed error
	return func(name string, data any) (string, error) {
		if depth == maxIncludes {
			return "", fmt.Errorf("templates include each other more than %d deep", maxIncludes)
		}
		depth++
		defer func() { depth-- }()
		out := &boundedBuffer{ctx: r.ctx}
		if err := set.ExecuteTemplate(out, name, data); err != nil {
			failed = cmp.Or(failed, out.err, err)
			return "", failed
		}
		return out.buf.String(), nil
	}
}
