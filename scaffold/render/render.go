// Package render turns a pack and a service's inputs into a tree of files in
// memory. The same inputs give the same bytes, whatever the time, the host or
// the user.
package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"text/template"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Inputs are everything a rendering depends on beside the pack.
type Inputs struct {
	Name     string
	Stage    string
	Language string
	// Path is the service's folder in its repository, as services/orders; empty
	// where it has the repository to itself, or there is none.
	Path       string
	Platform   []string
	Parameters map[string]any // complete: see pack.Values
}

// templateSuffix marks the files that are rendered; all others are copied.
const templateSuffix = ".tmpl"

// Result is what a pack makes of a service's inputs.
type Result struct {
	// Files are the service's, seen from its root: a file at the repository
	// leads up to it.
	Files tree.Tree
	// Shared is what should stand in files that the services of a repository
	// share, by their path in the repository.
	Shared tree.Tree
	// Sources are the files of the pack that make Files, by the same paths.
	Sources map[string]string
}

// All renders everything there is to a stage.
func All(ctx context.Context, p *pack.Pack, in Inputs) (*Result, error) {
	r, err := newRenderer(ctx, p, in)
	if err != nil {
		return nil, err
	}
	out := &Result{Sources: map[string]string{}}
	if out.Files, err = r.lay(out.Sources, func(string) bool { return true },
		func(name string) (string, error) { return p.Target(name, in.Name, in.Path) }); err != nil {
		return nil, err
	}
	out.Shared, err = r.shared()
	return out, err
}

// Render lays the tree of a stage: the folders of every stage up to it, each
// common first and then the language's, a later file replacing an earlier one
// at the same path. Paths are seen from the service's root: a file at the
// repository leads up to it.
func Render(ctx context.Context, p *pack.Pack, in Inputs) (tree.Tree, error) {
	r, err := newRenderer(ctx, p, in)
	if err != nil {
		return nil, err
	}
	return r.lay(nil, func(string) bool { return true },
		func(name string) (string, error) { return p.Target(name, in.Name, in.Path) })
}

// Shared renders what should stand in files that the services of a repository
// share, by their path in the repository. A service that has it to itself
// shares none.
func Shared(ctx context.Context, p *pack.Pack, in Inputs) (tree.Tree, error) {
	r, err := newRenderer(ctx, p, in)
	if err != nil {
		return nil, err
	}
	return r.shared()
}

func (r *renderer) shared() (tree.Tree, error) {
	if r.in.Path == "" {
		return tree.Tree{}, nil
	}
	return r.lay(nil, func(name string) bool { return r.pack.Rule(name).At == pack.AtShared },
		func(name string) (string, error) { return name, pack.CheckPath(name) })
}

// lay lays the files that are wanted; place says where each goes, if anywhere.
// What makes each is noted in from, where that is not nil.
func (r *renderer) lay(from map[string]string, wanted func(name string) bool, place func(name string) (string, error)) (tree.Tree, error) {
	sources, err := r.sources()
	if err != nil {
		return nil, err
	}
	out := tree.Tree{}
	for _, name := range slices.Sorted(keys(sources)) {
		if !wanted(name) {
			continue
		}
		file, err := r.file(name, sources[name])
		if err != nil {
			return nil, err
		}
		if file == nil {
			continue
		}
		switch target, err := place(name); {
		case err != nil:
			return nil, fmt.Errorf("%s: %w", sources[name], err)
		case target != "":
			out[target] = *file
			if from != nil {
				from[target] = sources[name]
			}
		}
	}
	return out, refuseClashes(out)
}

// file renders one file of the pack, unless its rule or its template says that
// there is none.
func (r *renderer) file(name, source string) (*tree.File, error) {
	rule := r.pack.Rule(name)
	if ok, err := r.when(rule.When); err != nil {
		return nil, fmt.Errorf("%s: when of %s: %w", pack.FileName, name, err)
	} else if !ok {
		return nil, nil
	}
	content, exists, err := r.content(source)
	if err != nil || !exists {
		return nil, err
	}
	return &tree.File{Content: content, Executable: rule.Executable()}, nil
}

// renderer holds what all files of one rendering share.
type renderer struct {
	ctx   context.Context
	pack  *pack.Pack
	in    Inputs
	base  *template.Template // functions and partials
	whens *conditions
	// printed counts what templates have printed, in bytes.
	printed int
}

func newRenderer(ctx context.Context, p *pack.Pack, in Inputs) (*renderer, error) {
	if p.StageIndex(in.Stage) < 0 {
		return nil, fmt.Errorf("unknown stage %q", in.Stage)
	}
	r := &renderer{ctx: ctx, pack: p, in: in}
	r.base = template.New("").Delims("[[", "]]").Option("missingkey=error").Funcs(functions(p, in))
	for _, name := range slices.Sorted(keys(p.Files)) {
		if strings.HasPrefix(name, pack.PartialsDir+"/") {
			if _, err := r.base.New(name).Parse(string(p.Files[name])); err != nil {
				return nil, templateError(err)
			}
		}
	}
	return r, nil
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

// sources maps each target path to the pack's file that makes it.
func (r *renderer) sources() (map[string]string, error) {
	out := map[string]string{}
	names := slices.Sorted(keys(r.pack.Files))
	for i := range r.pack.StageIndex(r.in.Stage) + 1 {
		stage := r.pack.Spec.Stages[i]
		for _, removed := range stage.Removes {
			delete(out, removed)
		}
		folders := []string{pack.CommonDir}
		if r.in.Language != "" {
			folders = append(folders, r.in.Language)
		}
		for _, folder := range folders {
			prefix := stage.Name + "/" + folder + "/"
			start, _ := slices.BinarySearch(names, prefix)
			for _, name := range names[start:] {
				if !strings.HasPrefix(name, prefix) {
					break
				}
				target, err := r.target(name, strings.TrimPrefix(name, prefix))
				if err != nil {
					return nil, err
				}
				out[target] = name
			}
		}
	}
	return out, nil
}

// target is the path a pack's file is written to.
func (r *renderer) target(source, name string) (string, error) {
	name = strings.TrimSuffix(name, templateSuffix)
	if strings.Contains(name, "[[") {
		rendered, err := r.execute(source+" (its path)", name)
		if err != nil {
			return "", err
		}
		name = string(rendered)
	}
	if err := pack.CheckPath(name); err != nil {
		return "", fmt.Errorf("%s: %w", source, err)
	}
	return name, nil
}

// content is what a pack's file renders to; a template that renders to nothing
// but white space makes no file.
func (r *renderer) content(source string) ([]byte, bool, error) {
	data := r.pack.Files[source]
	if !strings.HasSuffix(source, templateSuffix) {
		return data, true, nil
	}
	out, err := r.execute(source, string(data))
	if err != nil {
		return nil, false, err
	}
	if r.printed += len(out); r.printed > maxTree {
		return nil, false, fmt.Errorf("%s: the templates print more than %d MiB together", source, maxTree>>20)
	}
	return out, len(bytes.TrimSpace(out)) > 0, nil
}

func (r *renderer) execute(name, text string) ([]byte, error) {
	t, err := r.parse(name, text)
	if err != nil {
		return nil, err
	}
	out := &boundedBuffer{ctx: r.ctx}
	if err := t.Execute(out, r.data()); out.err != nil {
		return nil, fmt.Errorf("%s: %w", name, out.err)
	} else if err != nil {
		return nil, templateError(err)
	}
	return out.buf.Bytes(), nil
}

// parse makes a template of a text, in a set of its own.
func (r *renderer) parse(name, text string) (*template.Template, error) {
	set, err := r.base.Clone()
	if err != nil {
		return nil, fmt.Errorf("preparing %s: %w", name, err)
	}
	set.Funcs(template.FuncMap{"include": r.include(set)})
	t, err := set.New(name).Parse(text)
	if err != nil {
		return nil, templateError(err)
	}
	return t, nil
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

// templateError makes one line of text/template's error, which names file,
// line and value.
func templateError(err error) error {
	text := strings.TrimPrefix(err.Error(), "template: ")
	return errors.New(strings.ReplaceAll(text, "\n", " "))
}

// refuseClashes refuses a tree in which one path is both a file and a folder,
// or two differ only by case, which some systems cannot hold side by side.
func refuseClashes(t tree.Tree) error {
	folded := map[string]string{}
	for _, p := range t.Paths() {
		if other, clash := folded[strings.ToLower(p)]; clash {
			return fmt.Errorf("the pack makes both %s and %s, which differ only by case", other, p)
		}
		folded[strings.ToLower(p)] = p
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if _, file := t[dir]; file {
				return fmt.Errorf("the pack makes both the file %s and %s below it", dir, p)
			}
		}
	}
	return nil
}
