package scaffold

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/render"
)

// StageFile is a file of a stage, and what it is for.
type StageFile struct {
	Path string `json:"path"`
	Why  string `json:"why,omitempty"`
	// Pack is where it comes from, for a pack that extends another.
	Pack string `json:"pack,omitempty"`
}

// Explanation is what a stage contains, told from the pack itself.
type Explanation struct {
	Stage   string `json:"stage"`
	Summary string `json:"summary"`
	// After is the stage before it; empty for the first.
	After       string           `json:"after,omitempty"`
	Adds        []StageFile      `json:"adds"`
	Strengthens []StageFile      `json:"strengthens,omitempty"`
	Removes     []string         `json:"removes,omitempty"`
	Needs       []pack.Parameter `json:"needs,omitempty"` // parameters required from here on
	// Gates are those that the stage asks for, to be entered or held.
	Gates        []StageGate `json:"gates,omitempty"`
	ByLanguage   *ByLanguage `json:"byLanguage,omitempty"`
	Pack         string      `json:"pack"`
	TotalOfFiles int         `json:"totalOfFiles"`
}

// StageGate is a gate that a stage asks for.
type StageGate struct {
	ID    string        `json:"id"`
	Title string        `json:"title"`
	Enter gate.Severity `json:"enter,omitempty"`
	Hold  gate.Severity `json:"hold,omitempty"`
	// Pack is where it comes from, for a pack that extends another.
	Pack string `json:"pack,omitempty"`
}

// Explain compares a stage with the one before it, both rendered as a service
// without any setting of its own would be.
func Explain(ctx context.Context, p *pack.Pack, stage, language string, opts ...Option) (*Explanation, error) {
	o := optionsOf(opts)
	language, err := sampleLanguage(p, language, stage)
	if err != nil {
		return nil, err
	}
	i := p.StageIndex(stage)
	out := &Explanation{Stage: stage, Summary: p.Spec.Stages[i].Summary, Pack: p.String(), Adds: []StageFile{}}
	before := &render.Result{}
	if i > 0 {
		out.After = p.Spec.Stages[i-1].Name
		if before, err = o.renderSample(ctx, p, out.After, language); err != nil {
			return nil, err
		}
	}
	now, err := o.renderSample(ctx, p, stage, language)
	if err != nil {
		return nil, err
	}
	out.TotalOfFiles = len(now.Files)
	for _, path := range now.Files.Paths() {
		old, had := before.Files[path]
		f := StageFile{Path: path, Why: p.Rule(path).Why, Pack: origin(p, p.Origin(now.Sources[path]))}
		switch {
		case !had:
			out.Adds = append(out.Adds, f)
		case !bytes.Equal(old.Content, now.Files[path].Content):
			out.Strengthens = append(out.Strengthens, f)
		}
	}
	for _, path := range before.Files.Paths() {
		if _, still := now.Files[path]; !still {
			out.Removes = append(out.Removes, path)
		}
	}
	out.Needs = needed(p, language, i-1, i)
	gates, err := gate.Load(p)
	if err != nil {
		return nil, err
	}
	out.Gates = asked(p, gates, stage)
	out.ByLanguage = byLanguage(p, language, stage)
	return out, nil
}

// asked are the gates that a stage asks for.
func asked(p *pack.Pack, gates *gate.Set, stage string) []StageGate {
	var out []StageGate
	for _, g := range gates.Gates {
		if w := g.Stages[stage]; w != (gate.Weights{}) {
			out = append(out, StageGate{g.ID, g.Title, w.Enter, w.Hold, origin(p, gates.Origin(g.ID))})
		}
	}
	return out
}

// origin names the pack that something comes from, if there are several.
func origin(p, from *pack.Pack) string {
	if p.Base == nil {
		return ""
	}
	return from.String()
}

// needed are the parameters that the stages behind one require, up to another;
// both are given by their index.
func needed(p *pack.Pack, language string, from, to int) []pack.Parameter {
	var out []pack.Parameter
	for _, q := range p.Spec.Parameters {
		at := p.StageIndex(q.RequiredFrom)
		if q.RequiredFrom != "" && from < at && at <= to && (len(q.Languages) == 0 || slices.Contains(q.Languages, language)) {
			out = append(out, q)
		}
	}
	return out
}

// sampleLanguage is the language to render a sample in: the pack's first, if
// none is named. It refuses stages that the pack does not have.
func sampleLanguage(p *pack.Pack, language string, stages ...string) (string, error) {
	for _, stage := range stages {
		if err := p.CheckStage(stage); err != nil {
			return "", err
		}
	}
	if language == "" && len(p.Spec.Languages) > 0 {
		language = p.Spec.Languages[0]
	}
	return language, p.CheckLanguage(language)
}

// renderSample renders a stage with defaults; what it requires and has none
// stands as its name in capitals, which a reader takes for the placeholder it
// is.
func (o options) renderSample(ctx context.Context, p *pack.Pack, stage, language string) (*render.Result, error) {
	values := map[string]any{}
	for _, q := range p.Spec.Parameters {
		switch {
		case q.Default != nil:
			v, err := q.Check(q.Default)
			if err != nil {
				return nil, err
			}
			values[q.Name] = v
		case q.RequiredFrom != "" && p.StageIndex(stage) >= p.StageIndex(q.RequiredFrom) && q.Type == pack.TypeString:
			values[q.Name] = strings.ToUpper(q.Name)
		default:
			values[q.Name] = q.Zero()
		}
	}
	return o.render(ctx, p, render.Inputs{Name: "NAME", Stage: stage, Language: language, Parameters: values})
}
