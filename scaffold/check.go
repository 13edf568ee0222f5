package scaffold

import (
	"context"
	"fmt"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
)

// CheckRequest asks for verdicts on a service as it is.
type CheckRequest struct {
	Judging
	// For is a later stage, whose entry gates are judged. Empty: the gates that
	// hold the stage the service is at.
	For string
}

// Check judges a service's gates. It writes nothing.
func (s *Service) Check(ctx context.Context, req CheckRequest) (*gate.Report, error) {
	was := s.State.Rendered
	p, err := s.openPack(ctx)
	if err != nil {
		return nil, err
	}
	at := p.StageIndex(was.Stage)
	if at < 0 {
		return nil, p.CheckStage(was.Stage)
	}
	gates, err := gate.Load(p)
	if err != nil {
		return nil, err
	}
	want := s.Record.Clone()
	if err := req.waivers(gates, want); err != nil {
		return nil, err
	}
	stage, selected := was.Stage, gates.Holding(was.Stage)
	if req.For != "" && req.For != was.Stage {
		if err := p.CheckStage(req.For); err != nil {
			return nil, err
		}
		if p.StageIndex(req.For) < at {
			return nil, fmt.Errorf("%s is below %s, and nothing is asked of a service on its way down", req.For, was.Stage)
		}
		stage, selected = req.For, gates.Entering(was.Stage, req.For)
	}
	want.Spec.Stage = was.Stage // what is missing for a later stage is its gates' to say
	subject, err := req.subject(p, want, s.running(s.merged(nil), req.Judging))
	if err != nil {
		return nil, err
	}
	return gates.Judge(ctx, subject, stage, selected)
}
