package author

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/render"
)

// Lint finds every mistake in the pack that a reference names, in the order of
// files and lines. The error is about what keeps it from looking at all.
func Lint(ctx context.Context, ref string, r Renderer) ([]pack.Mistake, error) {
	p, err := source.Open(ctx, ref, ".")
	var invalid *pack.InvalidError
	var syntax *pack.SyntaxError
	switch {
	case errors.As(err, &invalid), errors.As(err, &syntax):
		return pack.Mistakes(err), nil
	case err != nil:
		return nil, err
	}
	l := &linter{pack: p, renderer: rendererOf(p, r), targets: map[string]bool{}}
	if err := gate.Check(p); err != nil {
		l.found = append(l.found, pack.Mistakes(err)...)
	}
	tests, err := readTests(p, ref)
	if err != nil {
		l.found = append(l.found, pack.Mistakes(err)...)
		tests = &Tests{}
	}
	if err := l.templates(ctx, tests); err != nil {
		return nil, err
	}
	l.rules()
	l.shadows()
	slices.SortFunc(l.found, func(a, b pack.Mistake) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, strings.Compare(a.Text, b.Text))
	})
	return slices.Compact(l.found), nil
}

type linter struct {
	pack     *pack.Pack
	renderer Renderer
	found    []pack.Mistake
	targets  map[string]bool // every path that some service has
}

func (l *linter) add(file string, line int, format string, args ...any) {
	l.found = append(l.found, pack.Mistake{File: file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// own tells whether a file is the pack's own; mistakes in what it extends are
// for its authors.
func (l *linter) own(file string) bool { return l.pack.Origin(file) == l.pack }

// templates parses all templates, and, where they can be, renders every
// combination.
func (l *linter) templates(ctx context.Context, tests *Tests) error {
	mistakes, err := l.renderer.Check(ctx, l.pack)
	if err != nil {
		return err
	}
	if mistakes = append(mistakes, l.conditions()...); len(mistakes) > 0 {
		l.found = append(l.found, mistakes...)
		return nil
	}
	before := map[string]*render.Result{} // by language, of the stage before
	for _, c := range combinations(l.pack) {
		in, err := c.inputs(l.pack, tests.Spec.Parameters)
		if err != nil {
			l.add(testsFile, 0, "%v", err)
			return nil
		}
		made, err := l.renderer.Render(ctx, l.pack, in)
		var invalid *pack.InvalidError
		switch {
		case errors.As(err, &invalid):
			l.found = append(l.found, invalid.Mistakes...)
			continue
		case err != nil: // such as one that was stopped, as others would be
			return err
		}
		for path := range made.Files {
			l.targets[path] = true
		}
		if len(c.platforms) == 0 {
			l.reasons(c, made, before[c.language])
			before[c.language] = made
		}
	}
	return nil
}

// conditions compiles those of the pack's own rules.
func (l *linter) conditions() (wrong []pack.Mistake) {
	for i, rule := range l.pack.OwnRules() {
		if err := render.CheckCondition(rule.When); err != nil {
			wrong = append(wrong, pack.Mistake{File: pack.FileName, Line: l.pack.Line("spec", "files", i, "when"), Text: fmt.Sprintf("when of %s: %v", rule.Path, err)})
		}
	}
	return wrong
}

// reasons asks why a stage adds a file: whoever is promoted is told.
func (l *linter) reasons(c combination, now, before *render.Result) {
	if before == nil {
		return // the first stage explains itself
	}
	for _, path := range now.Files.Paths() {
		if _, had := before.Files[path]; !had && l.own(now.Sources[path]) && l.pack.Rule(path).Why == "" {
			l.add(now.Sources[path], 0, "stage %s adds %s, and no rule in %s says why", c.stage, path, pack.FileName)
		}
	}
}

// rules finds those of the pack's own that no file is under.
func (l *linter) rules() {
	if len(l.targets) == 0 {
		return // nothing could be rendered
	}
	for name := range l.pack.Files { // some are made only with certain parameters
		if parts := strings.SplitN(name, "/", 3); len(parts) == 3 && !strings.Contains(name, "[[") {
			l.targets[strings.TrimSuffix(parts[2], ".tmpl")] = true
		}
	}
	for i, rule := range l.pack.OwnRules() {
		used := rule.When != "" // such a file may be nowhere, as it is meant to be
		for path := range l.targets {
			used = used || rule.Covers(path)
		}
		if !used {
			l.add(pack.FileName, l.pack.Line("spec", "files", i), "no service has a file under %q", rule.Path)
		}
	}
}

// shadows finds common files that take the place of what an earlier stage has
// for a language.
func (l *linter) shadows() {
	for name := range l.pack.Files {
		stage, rest, _ := strings.Cut(name, "/")
		target, common := strings.CutPrefix(rest, pack.CommonDir+"/")
		if !common || !l.own(name) {
			continue
		}
		target = strings.TrimSuffix(target, ".tmpl")
		for _, earlier := range l.pack.StageNames()[:max(l.pack.StageIndex(stage), 0)] {
			for _, language := range l.pack.Spec.Languages {
				path := earlier + "/" + language + "/" + target
				_, plain := l.pack.Files[path]
				_, rendered := l.pack.Files[path+".tmpl"]
				if plain || rendered {
					l.add(name, 0, "it would take the place of %s: put it into %s/%s", path, stage, language)
				}
			}
		}
	}
}
