package render

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// The delimiters of templates leave {{ }} to what is generated.
const left, right = "[[", "]]"

// builtins are the functions of text/template itself. A later Go may have more;
// packs do not, until they stand here.
var builtins = func() map[string]any {
	out := map[string]any{}
	for _, name := range []string{
		"and", "call", "html", "index", "js", "len", "not", "or", "print", "printf", "println", "slice", "urlquery",
		"eq", "ge", "gt", "le", "lt", "ne",
	} {
		out[name] = true // parsing asks only whether there is one
	}
	return out
}()

// templates makes the set of functions and partials, and says what is wrong
// with the partials.
func (r *renderer) templates() (wrong []pack.Mistake) {
	r.funcs = functions(r.pack, r.in, r.include)
	r.base = template.New("").Delims(left, right).Option("missingkey=error").Funcs(r.funcs)
	for _, name := range slices.Sorted(maps.Keys(r.pack.Files)) {
		if strings.HasPrefix(name, pack.PartialsDir+"/") {
			if _, err := r.base.New(name).Parse(string(r.pack.Files[name])); err != nil {
				wrong = append(wrong, mistakeOf(name, err))
			}
		}
	}
	return wrong
}

// parse makes a template of a text. What a text defines is its own, so it gets a
// copy of the partials to define it in. Most define nothing and can do without:
// to copy the set takes longer than to parse them.
func (r *renderer) parse(name, text string) (*template.Template, error) {
	trees, err := parse.Parse(name, text, left, right, r.funcs, builtins)
	if err != nil {
		return nil, invalid(mistakeOf(name, err))
	}
	set := r.base
	if len(trees) > 1 {
		if set, err = set.Clone(); err != nil {
			return nil, fmt.Errorf("preparing %s: %w", name, err)
		}
		for defined, tree := range trees {
			if defined != name {
				if _, err := set.AddParseTree(defined, tree); err != nil {
					return nil, fmt.Errorf("preparing %s: %w", name, err)
				}
			}
		}
	}
	t := set.New(name)
	t.Tree = trees[name]
	return t, nil
}

// execute is what a template prints.
func (r *renderer) execute(name, text string) ([]byte, error) {
	t, err := r.parse(name, text)
	if err != nil {
		return nil, err
	}
	r.running, r.failed = t, nil
	out := &boundedBuffer{ctx: r.ctx}
	if err := t.Execute(out, r.data()); out.err != nil {
		return nil, fmt.Errorf("%s: %w", name, out.err)
	} else if err != nil {
		return nil, invalid(mistakeOf(name, err))
	}
	return out.buf.Bytes(), nil
}

// data is what a template sees. Each has its own, because functions such as set
// and sortAlpha change what they are given.
func (r *renderer) data() map[string]any {
	parameters := make(map[string]any, len(r.in.Parameters))
	for name, v := range r.in.Parameters {
		if list, ok := v.([]string); ok {
			v = slices.Clone(list)
		}
		parameters[name] = v
	}
	return map[string]any{
		"Name":       r.in.Name,
		"Stage":      r.in.Stage,
		"Language":   r.in.Language,
		"Path":       r.in.Path,
		"Platform":   slices.Clone(r.in.Platform),
		"Parameters": parameters,
		"Pack":       map[string]any{"Name": r.pack.Metadata.Name, "Version": r.pack.Metadata.Version},
	}
}

// Bounds on what one template, and all of them, may print, in bytes.
const (
	maxOutput = 16 << 20
	maxTree   = 24 << 20
)

var errTooLong = fmt.Errorf("the template prints more than %d MiB", maxOutput>>20)

// boundedBuffer stops a template that prints without end or past its context.
type boundedBuffer struct {
	ctx context.Context
	buf bytes.Buffer
	err error // why it stopped
}

func (b *boundedBuffer) Write(p []byte) (int, error) {
	b.err = b.ctx.Err()
	if b.err == nil && b.buf.Len()+len(p) > maxOutput {
		b.err = errTooLong
	}
	if b.err != nil {
		return 0, b.err
	}
	return b.buf.Write(p)
}
