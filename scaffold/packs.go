package scaffold

import (
	"context"
	"path/filepath"
	"sync"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// Packs loads each pack once for those who look at many services. It may be
// used by several goroutines.
type Packs struct {
	mu     sync.Mutex
	loaded map[string]func() (*pack.Pack, error)
	judged map[*pack.Pack]func() (*gate.Set, error)
}

func (p *Packs) open(ctx context.Context, ref record.PackRef, dir string) (*pack.Pack, error) {
	key := ref.Source + " " + ref.Digest
	if source.Relative(ref.Source) {
		key = filepath.Join(dir, key)
	}
	p.mu.Lock()
	load := p.loaded[key]
	if load == nil {
		load = sync.OnceValues(func() (*pack.Pack, error) { return source.OpenPinned(ctx, ref.Source, ref.Digest, dir) })
		if p.loaded == nil {
			p.loaded = map[string]func() (*pack.Pack, error){}
		}
		p.loaded[key] = load
	}
	p.mu.Unlock()
	return load()
}

// gates are those of a pack that open has returned.
func (p *Packs) gates(of *pack.Pack) (*gate.Set, error) {
	p.mu.Lock()
	load := p.judged[of]
	if load == nil {
		load = sync.OnceValues(func() (*gate.Set, error) { return gate.Load(of) })
		if p.judged == nil {
			p.judged = map[*pack.Pack]func() (*gate.Set, error){}
		}
		p.judged[of] = load
	}
	p.mu.Unlock()
	return load()
}
