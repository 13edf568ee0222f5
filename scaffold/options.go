package scaffold

import (
	"context"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/render"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// Option configures the engine.
type Option func(*options)

type options struct {
	disk     []workspace.Option
	renderer Renderer
}

// Renderer renders packs that are not built in, such as isolate.Process does.
type Renderer interface {
	Render(ctx context.Context, p *pack.Pack, in render.Inputs) (*render.Result, error)
}

// WithRenderer has packs from elsewhere rendered by another than this process,
// which their templates could keep busy for ever or run out of memory.
func WithRenderer(r Renderer) Option {
	return func(o *options) { o.renderer = r }
}

// OnDisk configures how folders are opened.
func OnDisk(opts ...workspace.Option) Option {
	return func(o *options) { o.disk = append(o.disk, opts...) }
}

func optionsOf(opts []Option) options {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// render renders a pack, elsewhere if it comes from elsewhere.
func (o options) render(ctx context.Context, p *pack.Pack, in render.Inputs) (*render.Result, error) {
	if o.renderer != nil && !p.BuiltIn {
		return o.renderer.Render(ctx, p, in)
	}
	return render.All(ctx, p, in)
}
