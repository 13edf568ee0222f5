package scaffold

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/Masterminds/semver/v3"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/format"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// Request is a change asked of a service.
type Request struct {
	Command string // CommandPromote, CommandDemote or CommandUpdate
	// To is the stage to go to. Empty: the next one for a promotion, the
	// same for an update.
	To       string
	Set      []string  // NAME=VALUE
	Platform *[]string // nil: as recorded
	Pack     string    // empty: as recorded
	Resolve  []plan.Resolution
	Restore  []string
	Judging  Judging
	// Ungated leaves out all gates: only to look at the plan.
	Ungated bool
}

// TopError is returned for a promotion of a service that is at the last stage,
// or already at the one asked for.
type TopError struct {
	Name, Stage string
	Last        bool
}

func (e *TopError) Error() string {
	if e.Last {
		return fmt.Sprintf("%s is at %s, the last stage: there is nothing to promote to", e.Name, e.Stage)
	}
	return fmt.Sprintf("%s is at %s already", e.Name, e.Stage)
}

// Propose plans a change. It writes nothing and takes no lock.
func (s *Service) Propose(ctx context.Context, req Request) (*Proposal, error) {
	if err := s.refusePending(); err != nil {
		return nil, err
	}
	if err := s.checkUnchanged(); err != nil {
		return nil, err
	}
	want := s.Record.Clone()
	p, note, err := s.packFor(ctx, req, want)
	if err != nil {
		return nil, err
	}
	if want.Spec.Stage, err = s.target(p, req); err != nil {
		return nil, err
	}
	if req.Platform != nil {
		want.Spec.Platform = *req.Platform
	}
	if err := setParameters(p, want, req.Set); err != nil {
		return nil, err
	}
	gates, err := gate.Load(p)
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w", p, err)
	}
	if err := req.Judging.waivers(gates, want); err != nil {
		return nil, err
	}
	result, err := s.o.renderRecord(ctx, p, want, s.Path)
	if err != nil {
		return nil, err
	}
	template := result.Files
	made, err := s.plan(ctx, p, want, template, req)
	if err != nil {
		return nil, err
	}
	where, err := workspace.Locate(s.Dir())
	if err != nil {
		return nil, err
	}
	made.Shared = missingShared(ctx, p, result.Shared, where)
	if note != "" {
		made.Warnings = append(made.Warnings, note)
	}
	op := &workspace.Operation{
		Command: req.Command, Stage: made.Stage, Changes: changesOf(made),
		Rendered: rendered(p, want, s.Path), Template: template, Policies: policies(s.rule(p), template),
	}
	op.Conflicts = openIn(made)
	after, err := record.Edit(s.RecordFile.Content, want)
	if err != nil {
		return nil, err
	}
	op.Record = workspace.Change{Path: record.FileName, Before: &s.RecordFile, After: &tree.File{Content: after, Executable: s.RecordFile.Executable}}
	// While conflicts are open the record stays as it is.
	if !sameFile(op.Record) && len(op.Conflicts) == 0 {
		made.Actions = withRecord(made.Actions, plan.Action{
			Path: record.FileName, Action: plan.Update, Reason: recordReason(made.Stage),
			Before: op.Record.Before, After: op.Record.After,
		})
	}
	proposal := &Proposal{Plan: made, Pack: p, op: op, gated: req.Command == CommandPromote}
	if !req.Ungated {
		if proposal.Verdicts, err = s.judge(ctx, gates, proposal, want, req); err != nil {
			return nil, err
		}
	}
	if op.Unproven, err = s.unproven(gates, want.Spec.Stage, proposal.Verdicts.Entry, req.Judging.Environment); err != nil {
		return nil, err
	}
	proposal.stale = !workspace.SameState(s.State, s.Base, op)
	return proposal, nil
}

func recordReason(st plan.Stages) string {
	if st.From != st.To {
		return "records stage " + st.To
	}
	return "records what was asked for"
}

// openIn are the files a plan leaves with conflicts.
func openIn(made *plan.Plan) []workspace.OpenConflict {
	var open []workspace.OpenConflict
	for i := range made.Actions {
		a := &made.Actions[i]
		if len(a.Conflicts) == 0 {
			continue
		}
		c := workspace.OpenConflict{Path: a.Path, Kind: conflictKind(a)}
		if c.Kind == workspace.ConflictText {
			for _, place := range a.Conflicts {
				c.Fields = append(c.Fields, place.Field)
				if place.Both {
					c.Both = append(c.Both, place.Field)
				}
			}
		}
		open = append(open, c)
	}
	return open
}

func conflictKind(a *plan.Action) workspace.ConflictKind {
	switch {
	case a.Markers:
		return workspace.ConflictText
	case a.Beside != nil:
		return workspace.ConflictBinary
	}
	return workspace.ConflictDelete
}

// plan merges the rendered tree with the repository.
func (s *Service) plan(ctx context.Context, p *pack.Pack, want *record.Record, template tree.Tree, req Request) (*plan.Plan, error) {
	was := s.State.Rendered
	paths := map[string]bool{}
	for path := range s.Base {
		paths[path] = true
	}
	for path := range template {
		paths[path] = true
	}
	yours, err := s.ws.Read(ctx, slices.Sorted(maps.Keys(paths)))
	if err != nil {
		return nil, err
	}
	base, moves := s.relocated(p, yours)
	made, err := plan.Compute(plan.Input{
		Stage: plan.Stages{From: was.Stage, To: want.Spec.Stage},
		Base:  base, Yours: yours, Template: template,
		Rule:    s.rule(p),
		Renames: append(moves, p.Spec.Renames...),
		Labels:  labels(was.Stage, want.Spec.Stage, was.Pack.Name+" "+was.Pack.Version, p.String()),
		Merger:  format.For,
		Resolve: req.Resolve, Restore: req.Restore,
	})
	if err != nil {
		return nil, err
	}
	return made, refuseBeside(ctx, s.ws, made)
}

// refuseBeside keeps the place for NAME.template from being somebody's file.
func refuseBeside(ctx context.Context, ws *workspace.Workspace, made *plan.Plan) error {
	for i := range made.Actions {
		if made.Actions[i].Beside == nil {
			continue
		}
		path := made.Actions[i].Path + plan.BesideSuffix
		there, err := ws.Read(ctx, []string{path})
		if err != nil {
			return err
		}
		if _, taken := there[path]; taken {
			return fmt.Errorf("%s is in the way: move it, or settle %s with --resolve yours=%s or --resolve template=%s",
				path, made.Actions[i].Path, made.Actions[i].Path, made.Actions[i].Path)
		}
	}
	return nil
}

// rule is the pack's rule for a path. What was written as the user's for good
// stays so, whatever the pack says of it now, or if it no longer has it.
func (s *Service) rule(p *pack.Pack) func(string) pack.FileRule {
	policy := s.policyOf()
	return func(path string) pack.FileRule {
		r := p.Rule(path)
		if policy[path] == pack.PolicyOnce {
			r.Policy = pack.PolicyOnce
		}
		return r
	}
}

// target checks the stage asked for.
func (s *Service) target(p *pack.Pack, req Request) (string, error) {
	now := s.State.Rendered.Stage
	at := p.StageIndex(now)
	if at < 0 {
		return "", fmt.Errorf("pack %s has no stage %q, which the service is at: it has %s", p, now, listed(p.StageNames()))
	}
	if req.Command == CommandUpdate {
		return now, nil
	}
	if req.To != "" {
		if err := p.CheckStage(req.To); err != nil {
			return "", err
		}
	}
	to := p.StageIndex(req.To)
	last := len(p.Spec.Stages) - 1
	switch {
	case req.Command == CommandDemote && req.To == "" && at == 0:
		return "", fmt.Errorf("%s is at %s, the first stage: there is nothing to demote to", s.Name(), now)
	case req.Command == CommandDemote && req.To == "":
		return "", fmt.Errorf("demote needs a target: add --to with one of %s", listed(p.StageNames()[:at]))
	case req.Command == CommandDemote && to > at:
		return "", fmt.Errorf("%s is above %s: to go up use 'kubectl svc promote --to %s'", req.To, now, req.To)
	case req.Command == CommandDemote && to == at:
		return "", &TopError{Name: s.Name(), Stage: now}
	case req.Command == CommandDemote:
		return req.To, nil
	case req.To == "" && at == last:
		return "", &TopError{Name: s.Name(), Stage: now, Last: true}
	case req.To == "":
		return p.Spec.Stages[at+1].Name, nil
	case to < at:
		return "", fmt.Errorf("%s is below %s: to go down use 'kubectl svc demote --to %s'", req.To, now, req.To)
	case to == at:
		return "", &TopError{Name: s.Name(), Stage: now, Last: at == last}
	}
	return req.To, nil
}

// packFor opens the pack to render with and sets it in the wanted record. The
// note tells of a newer version that comes along.
func (s *Service) packFor(ctx context.Context, req Request, want *record.Record) (p *pack.Pack, note string, err error) {
	if req.Pack != "" {
		if p, err = s.PackFor(ctx, req); err != nil {
			return nil, "", err
		}
		ref, err := source.Reference(req.Pack, s.Dir())
		if err != nil {
			return nil, "", err
		}
		was := want.Spec.Pack
		want.Spec.Pack = record.PackRef{Name: p.Metadata.Name, Version: p.Metadata.Version, Source: ref}
		if source.Pinned(req.Pack) {
			want.Spec.Pack.Digest = p.Digest
		}
		return p, "", sameVersionSameContent(was, want.Spec.Pack)
	}
	ref := want.Spec.Pack
	if p, err = s.openPack(ctx); err != nil {
		return nil, "", err
	}
	if ref.Name != p.Metadata.Name {
		return nil, "", fmt.Errorf("svc.yaml names pack %s, and %s is pack %s: name the source with 'kubectl svc update --pack'",
			ref.Name, packPlace(ref), p.Metadata.Name)
	}
	newer, err := compareVersions(ref.Version, p.Metadata.Version)
	if err != nil {
		return nil, "", err
	}
	switch {
	case newer > 0 && ref.Source == "":
		return nil, "", fmt.Errorf("the service was made with pack %s %s, and this kubectl-svc has %s: upgrade kubectl-svc",
			ref.Name, ref.Version, p.Metadata.Version)
	case newer != 0:
		if was := s.State.Rendered.Pack.Version; was != p.Metadata.Version {
			note = fmt.Sprintf("also updates %s %s → %s", ref.Name, was, p.Metadata.Version)
		}
		want.Spec.Pack.Version = p.Metadata.Version
	case !slices.Equal(s.State.Rendered.Extends, p.Bases()):
		note = fmt.Sprintf("also updates what %s extends: %s → %s", p, listed(s.State.Rendered.Extends), listed(p.Bases()))
	}
	return p, note, nil
}

// PackFor is the pack that a change would render with.
func (s *Service) PackFor(ctx context.Context, req Request) (*pack.Pack, error) {
	if req.Pack != "" {
		return source.Open(ctx, req.Pack, ".")
	}
	return s.openPack(ctx)
}

// openPack opens the pack that the record names.
func (s *Service) openPack(ctx context.Context) (*pack.Pack, error) {
	ref := s.Record.Spec.Pack
	return source.OpenPinned(ctx, ref.Source, ref.Digest, s.Dir())
}

// sameVersionSameContent refuses a pinned pack that was changed without being
// given another version: two services could not be told apart by it.
func sameVersionSameContent(was, is record.PackRef) error {
	if was.Digest == "" || is.Digest == "" || was.Digest == is.Digest || was.Name != is.Name || was.Version != is.Version {
		return nil
	}
	return fmt.Errorf("pack %s holds other content under the same version %s: its authors have to give it a new version; nothing was changed", is.Source, is.Version)
}

func packPlace(ref record.PackRef) string {
	if ref.Source == "" {
		return "the built-in one"
	}
	return filepath.ToSlash(ref.Source)
}

func compareVersions(a, b string) (int, error) {
	x, err := semver.StrictNewVersion(a)
	if err != nil {
		return 0, fmt.Errorf("svc.yaml: spec.pack.version %q is no semantic version", a)
	}
	y, err := semver.StrictNewVersion(b)
	if err != nil {
		return 0, fmt.Errorf("pack version %q is no semantic version", b)
	}
	return x.Compare(y), nil
}
