package author

import (
	"context"
	"fmt"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/format"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/render"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Outcome is what testing a pack came to.
type Outcome struct {
	Pack string `json:"pack"`
	// Rendered and Promotions count what was tried.
	Rendered   int `json:"rendered"`
	Promotions int `json:"promotions"`
	// Updated are the golden files that were written.
	Updated  []string  `json:"updated,omitempty"`
	Failures []Failure `json:"failures"`
}

// Failure is one thing that is not as it should be.
type Failure struct {
	Of   string `json:"of"` // a golden file, or an edit
	Text string `json:"text"`
	// Diff is from what was expected to what came, for a golden file.
	Diff string `json:"diff,omitempty"`
}

// Test renders every combination of the pack in a folder, compares each with its
// golden file, and merges every promotion over the recorded edits. With update,
// golden files are written instead.
func Test(ctx context.Context, ref string, update bool, r Renderer) (*Outcome, error) {
	dir, ok := source.Folder(ref)
	if !ok {
		return nil, fmt.Errorf("%s is no folder: a pack is tested in its folder, where its tests are", ref)
	}
	p, err := source.Open(ctx, ref, ".")
	if err != nil {
		return nil, err
	}
	tests, err := readTests(p, ref)
	if err != nil {
		return nil, err
	}
	t := &tester{ctx: ctx, dir: dir, pack: p, tests: tests, renderer: r, made: map[string]*render.Result{},
		out: &Outcome{Pack: p.String(), Failures: []Failure{}}}
	if err := t.compareAll(update); err != nil {
		return nil, err
	}
	for _, e := range tests.Spec.Edits {
		if err := t.promoteAll(e); err != nil {
			return nil, err
		}
	}
	return t.out, nil
}

type tester struct {
	ctx      context.Context
	dir      string
	pack     *pack.Pack
	tests    *Tests
	renderer Renderer
	made     map[string]*render.Result // by combination
	out      *Outcome
}

func (t *tester) fail(of, format string, args ...any) {
	t.out.Failures = append(t.out.Failures, Failure{Of: of, Text: fmt.Sprintf(format, args...)})
}

// render renders a combination, once.
func (t *tester) render(c combination) (*render.Result, error) {
	if made := t.made[c.String()]; made != nil {
		return made, nil
	}
	in, err := c.inputs(t.pack, t.tests.Spec.Parameters)
	if err != nil {
		return nil, err
	}
	made, err := rendererOf(t.pack, t.renderer).Render(t.ctx, t.pack, in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c, err)
	}
	t.made[c.String()] = made
	t.out.Rendered++
	return made, nil
}

// promoteAll promotes an edited service to every later stage.
func (t *tester) promoteAll(e Edit) error {
	for _, language := range languages(t.pack) {
		if e.Language != "" && e.Language != language {
			continue
		}
		base, err := t.render(combination{stage: e.Stage, language: language})
		if err != nil {
			return err
		}
		yours, err := e.on(base.Files)
		if err != nil {
			t.fail(e.Name, "%s: %v", e.Stage, err)
			continue
		}
		for _, to := range t.pack.StageNames()[t.pack.StageIndex(e.Stage)+1:] {
			template, err := t.render(combination{stage: to, language: language})
			if err != nil {
				return err
			}
			if err := t.promote(e, to, base.Files, yours, template.Files); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tester) promote(e Edit, to string, base, yours, template tree.Tree) error {
	t.out.Promotions++
	made, err := plan.Compute(plan.Input{
		Stage: plan.Stages{From: e.Stage, To: to}, Base: base, Yours: yours, Template: template,
		Rule: t.pack.Rule, Renames: t.pack.Spec.Renames, Merger: format.For,
		Labels: merge.Labels{Yours: "yours", Base: "base (" + e.Stage + ")", Template: "template (" + to + ")"},
	})
	if err != nil {
		return fmt.Errorf("edit %s, from %s to %s: %w", e.Name, e.Stage, to, err)
	}
	after := tree.Tree{}
	for path, f := range yours {
		after[path] = f
	}
	for i := range made.Actions {
		a := &made.Actions[i]
		for _, c := range a.Conflicts {
			t.fail(e.Name, "from %s to %s: %s, %s: conflict", e.Stage, to, a.Path, c.Field)
		}
		if a.From != "" {
			delete(after, a.From)
		}
		if a.After == nil {
			delete(after, a.Path)
		} else {
			after[a.Path] = *a.After
		}
	}
	t.lost(e, to, after)
	return nil
}

// lost finds lines of an edit that a promotion drops.
func (t *tester) lost(e Edit, to string, after tree.Tree) {
	for _, f := range e.Files {
		path := f.Path
		for _, r := range t.pack.Spec.Renames {
			if _, moved := after[r.To]; r.From == path && moved {
				path = r.To
			}
		}
		content := string(after[path].Content)
		for _, line := range f.kept() {
			if !strings.Contains(content, line) {
				t.fail(e.Name, "from %s to %s: %s loses %q", e.Stage, to, path, line)
			}
		}
		if _, back := after[path]; f.Delete && back {
			t.fail(e.Name, "from %s to %s: %s comes back", e.Stage, to, path)
		}
	}
}
