// Package author is for those who write packs: it makes one, finds every mistake
// in it, and tests what it makes and how that merges.
package author

import (
	"context"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/render"
)

// Renderer renders packs and looks for mistakes in their templates, such as
// isolate.Process does. A nil one is this process.
type Renderer interface {
	Render(ctx context.Context, p *pack.Pack, in render.Inputs) (*render.Result, error)
	Check(ctx context.Context, p *pack.Pack) ([]pack.Mistake, error)
}

// here renders in this process.
type here struct{}

func (here) Render(ctx context.Context, p *pack.Pack, in render.Inputs) (*render.Result, error) {
	return render.All(ctx, p, in)
}

func (here) Check(ctx context.Context, p *pack.Pack) ([]pack.Mistake, error) {
	return render.Check(ctx, p), nil
}

// rendererOf is what renders a pack: the built-in one is trusted as the program
// is.
func rendererOf(p *pack.Pack, r Renderer) Renderer {
	if r == nil || p.BuiltIn {
		return here{}
	}
	return r
}

// combination is one kind of service that a pack can make.
type combination struct {
	stage, language string
	platforms       []string
}

func (c combination) String() string {
	words := []string{c.stage}
	if c.language != "" {
		words = append(words, c.language)
	}
	if len(c.platforms) > 0 {
		words = append(words, "with "+strings.Join(c.platforms, ", "))
	}
	return strings.Join(words, ", ")
}

// golden is the name of the combination's golden file.
func (c combination) golden() string {
	name := c.stage
	if c.language != "" {
		name += "-" + c.language
	}
	if len(c.platforms) > 0 {
		name += "-platforms"
	}
	return name + ".txtar"
}

// combinations are the stages of a pack in each language, without any platform
// and with all of them.
func combinations(p *pack.Pack) []combination {
	var all []combination
	for _, stage := range p.StageNames() {
		for _, language := range languages(p) {
			all = append(all, combination{stage, language, nil})
			if len(p.Spec.Platforms) > 0 {
				all = append(all, combination{stage, language, p.Spec.Platforms})
			}
		}
	}
	return all
}

func languages(p *pack.Pack) []string {
	if len(p.Spec.Languages) == 0 {
		return []string{""}
	}
	return p.Spec.Languages
}

// sampleName is what services are called that exist only for a test.
const sampleName = "sample"

// inputs are a sample's, with the values that the pack's tests give.
func (c combination) inputs(p *pack.Pack, given map[string]any) (render.Inputs, error) {
	values, err := p.SampleValues(c.stage, c.language, given)
	if err != nil {
		return render.Inputs{}, err
	}
	return render.Inputs{Name: sampleName, Stage: c.stage, Language: c.language, Platform: c.platforms, Parameters: values}, nil
}
