package scaffold

import (
	"context"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// Write carries out a proposal, all of it or nothing. Where its plan has
// conflicts, the files are written with markers and the service stays at its
// stage until they are settled. A promotion that gates block is refused.
func (s *Service) Write(ctx context.Context, p *Proposal) error {
	if err := p.Blocked(); err != nil {
		return err
	}
	return s.locked(func() error {
		if err := s.refusePending(); err != nil {
			return err
		}
		return s.ws.Apply(ctx, p.op)
	})
}

// locked runs f as the only writer of the service, if none has written since it
// was opened: questions may have been open for long.
func (s *Service) locked(f func() error) error {
	release, err := s.ws.Lock()
	if err != nil {
		return err
	}
	defer release()
	if err := s.ws.Unchanged(s.Content); err != nil {
		return err
	}
	return f()
}

// policyOf is the recorded policy of a file of the base.
func (s *Service) policyOf() map[string]pack.Policy {
	out := make(map[string]pack.Policy, len(s.State.Files))
	up := pack.Up(s.Path)
	for _, f := range s.State.Files {
		out[f.Placed(up)] = f.Policy
	}
	return out
}
