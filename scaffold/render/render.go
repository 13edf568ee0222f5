// Package render turns a pack and a service's inputs into a tree of files in
// memory. The same inputs give the same bytes, whatever the time, the host or
// the user.
package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
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

// maxMistakes is how many are told of.
const maxMistakes = 100

// All renders everything there is to a stage: the folders of every stage up to
// it, each common first and then the language's, a later file replacing an
// earlier one at the same path. What is wrong with the pack's templates is a
// *pack.InvalidError.
func All(ctx context.Context, p *pack.Pack, in Inputs) (*Result, error) {
	if p.StageIndex(in.Stage) < 0 {
		return nil, fmt.Errorf("unknown stage %q", in.Stage)
	}
	r := &renderer{ctx: ctx, pack: p, in: in}
	if wrong := r.templates(); len(wrong) > 0 {
		return nil, invalid(wrong...)
	}
	out := &Result{}
	var err error
	if out.Files, out.Sources, err = r.lay(func(string) bool { return true },
		func(name string) (string, error) { return p.Target(name, in.Name, in.Path) }); err != nil {
		return nil, err
	}
	if out.Shared, err = r.shared(); err != nil {
		return nil, err
	}
	return out, nil
}

// shared are the files that the services of a repository share. A service that
// has it to itself shares none.
func (r *renderer) shared() (tree.Tree, error) {
	if r.in.Path == "" {
		return tree.Tree{}, nil
	}
	files, _, err := r.lay(func(name string) bool { return r.pack.Rule(name).At == pack.AtShared },
		func(name string) (string, error) { return name, pack.CheckPath(name) })
	return files, err
}

// lay lays the files that are wanted; place says where each goes, if anywhere.
// What makes each comes with them. It goes on after a mistake in the pack, to
// find them all.
func (r *renderer) lay(wanted func(name string) bool, place func(name string) (string, error)) (out tree.Tree, from map[string]string, err error) {
	sources, wrong, err := r.sources()
	if err != nil {
		return nil, nil, err
	}
	out, from = tree.Tree{}, map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		if !wanted(name) {
			continue
		}
		file, err := r.file(name, sources[name])
		if err := collect(&wrong, err); err != nil {
			return nil, nil, err
		}
		if file == nil {
			continue
		}
		switch target, err := place(name); {
		case err != nil:
			wrong = append(wrong, pack.Mistake{File: sources[name], Text: err.Error()})
		case target != "":
			out[target], from[target] = *file, sources[name]
		}
	}
	if wrong = append(wrong, clashes(out, from)...); len(wrong) > 0 {
		return nil, nil, invalid(wrong...)
	}
	return out, from, nil
}

// collect adds the mistakes that an error is about. Any other error comes back,
// and so does the whole list when it is long enough.
func collect(wrong *[]pack.Mistake, err error) error {
	var mistakes *pack.InvalidError
	if !errors.As(err, &mistakes) {
		return err
	}
	if *wrong = append(*wrong, mistakes.Mistakes...); len(*wrong) >= maxMistakes {
		return invalid((*wrong)[:maxMistakes]...)
	}
	return nil
}

func invalid(wrong ...pack.Mistake) error { return &pack.InvalidError{Mistakes: wrong} }

// file renders one file of the pack, unless its rule or its template says that
// there is none.
func (r *renderer) file(name, source string) (*tree.File, error) {
	rule := r.pack.Rule(name)
	if ok, err := r.when(rule.When); err != nil {
		return nil, invalid(pack.Mistake{File: pack.FileName, Text: fmt.Sprintf("when of %s: %v", name, err)})
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
	funcs template.FuncMap
	base  *template.Template // functions and partials
	whens *conditions

	running *template.Template // what include looks for others in
	depth   int                // of include
	failed  error              // in include, first
	printed int                // by all templates, in bytes
}

// sources maps each target path to the pack's file that makes it.
func (r *renderer) sources() (out map[string]string, wrong []pack.Mistake, err error) {
	out = map[string]string{}
	names := slices.Sorted(maps.Keys(r.pack.Files))
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
				if err := collect(&wrong, err); err != nil {
					return nil, nil, err
				}
				out[target] = name
			}
		}
	}
	delete(out, "") // of those whose path is wrong
	return out, wrong, nil
}

// target is the path a pack's file is written to.
func (r *renderer) target(source, name string) (string, error) {
	name = strings.TrimSuffix(name, templateSuffix)
	if strings.Contains(name, left) {
		rendered, err := r.execute(source, name)
		var mistakes *pack.InvalidError
		if errors.As(err, &mistakes) {
			return "", invalid(ofPath(mistakes.Mistakes[0]))
		} else if err != nil {
			return "", err
		}
		name = string(rendered)
	}
	if err := pack.CheckPath(name); err != nil {
		return "", invalid(pack.Mistake{File: source, Text: err.Error()})
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

// clashes are where one path is both a file and a folder, or two differ only by
// case, which some systems cannot hold side by side. from says what makes each.
func clashes(t tree.Tree, from map[string]string) (wrong []pack.Mistake) {
	folded := map[string]string{}
	for _, p := range t.Paths() {
		key := pack.Fold(p)
		if other, clash := folded[key]; clash {
			wrong = append(wrong, pack.Mistake{File: from[p], Text: fmt.Sprintf("the pack makes both %s and %s, which differ only by case", other, p)})
		}
		folded[key] = p
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if _, file := t[dir]; file {
				wrong = append(wrong, pack.Mistake{File: from[p], Text: fmt.Sprintf("the pack makes both the file %s and %s below it", dir, p)})
			}
		}
	}
	return wrong[:min(len(wrong), maxMistakes)]
}
