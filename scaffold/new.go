package scaffold

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/format"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// NewRequest is what a new service should be.
type NewRequest struct {
	Name     string
	Dir      string // empty: ./NAME
	Stage    string // empty: the pack's first
	Language string // empty: the pack's first
	Pack     string // empty: the built-in one; else what source.Open takes
	Platform []string
	Set      []string // NAME=VALUE
	// Adopt brings a folder that exists under management: files that differ are
	// merged where New otherwise refuses.
	Adopt   bool
	Resolve []plan.Resolution // for the conflicts of an adoption
}

// TakenError lists planned paths that exist with other content.
type TakenError struct {
	Dir   string
	Paths []string
}

func (e *TakenError) Error() string {
	return fmt.Sprintf("%s already has %s: move these files away, name another folder with --dir, or merge them with --adopt; nothing was written",
		e.Dir, strings.Join(e.Paths, ", "))
}

// New plans a new service. It writes nothing.
func New(ctx context.Context, req NewRequest, opts ...Option) (*Proposal, error) {
	if err := record.ValidateName(req.Name); err != nil {
		return nil, err
	}
	dir, o := req.TargetDir(), optionsOf(opts)
	p, err := source.Open(ctx, req.Pack, ".")
	if err != nil {
		return nil, err
	}
	if req.Pack != "" && req.Pack != source.BuiltIn { // the built-in one is tested
		if _, err := gate.Load(p); err != nil {
			return nil, fmt.Errorf("pack %s: %w", req.Pack, err)
		}
	}
	ref, err := source.Reference(req.Pack, dir)
	if err != nil {
		return nil, err
	}
	r := &record.Record{APIVersion: record.APIVersion, Kind: record.Kind}
	r.Metadata.Name = req.Name
	digest := ""
	if source.Pinned(req.Pack) {
		digest = p.Digest
	}
	r.Spec = record.Spec{
		Stage: req.Stage, Language: req.Language, Platform: req.Platform,
		Pack: record.PackRef{Name: p.Metadata.Name, Version: p.Metadata.Version, Source: ref, Digest: digest},
	}
	if r.Spec.Stage == "" {
		r.Spec.Stage = p.Spec.Stages[0].Name
	}
	if r.Spec.Language == "" && len(p.Spec.Languages) > 0 {
		r.Spec.Language = p.Spec.Languages[0]
	}
	if err := setParameters(p, r, req.Set); err != nil {
		return nil, err
	}
	where, err := workspace.Locate(dir)
	if err != nil {
		return nil, err
	}
	made, err := o.renderRecord(ctx, p, r, where.Path)
	if err != nil {
		return nil, err
	}
	template := made.Files
	recordFile, err := record.New(r)
	if err != nil {
		return nil, err
	}
	yours, err := existing(ctx, dir, template, req.Adopt, o)
	if err != nil {
		return nil, err
	}
	if taken := takenPaths(template, yours); len(taken) > 0 && !req.Adopt {
		return nil, &TakenError{Dir: dir, Paths: taken}
	}
	planned, err := plan.Compute(plan.Input{
		Stage: plan.Stages{To: r.Spec.Stage}, Yours: yours, Template: template,
		Rule: p.Rule, Merger: format.For, Resolve: req.Resolve,
		Labels: merge.Labels{Yours: "yours", Base: "base (none)", Template: fmt.Sprintf("template (%s, %s)", r.Spec.Stage, p)},
	})
	if err != nil {
		return nil, err
	}
	if !req.Adopt {
		planned.Runtime = nil // nothing of it is running yet
	}
	planned.Shared = missingShared(ctx, p, made.Shared, where)
	op := &workspace.Operation{
		Command: CommandNew, Stage: planned.Stage,
		Record:   workspace.Change{Path: record.FileName, After: &tree.File{Content: recordFile}},
		Rendered: rendered(p, r, where.Path), Template: template, Policies: policies(p.Rule, template),
	}
	op.Changes, op.Conflicts = changesOf(planned), openIn(planned)
	proposal := &Proposal{Plan: planned, Pack: p, TakenOver: unchanged(yours, planned), op: op}
	if len(op.Conflicts) > 0 {
		return proposal, besideIsFree(ctx, dir, planned, o)
	}
	planned.Actions = withRecord(planned.Actions, plan.Action{
		Path: record.FileName, Action: plan.Create, Reason: "the service record",
		Why: "says what the service is; edit it to reconfigure", After: op.Record.After,
	})
	return proposal, nil
}

// unchanged are the existing files that a plan says nothing of, since they are
// as the template has them.
func unchanged(yours tree.Tree, made *plan.Plan) []string {
	var out []string
	for _, path := range yours.Paths() {
		if !slices.ContainsFunc(made.Actions, func(a plan.Action) bool { return a.Path == path }) {
			out = append(out, path)
		}
	}
	return out
}

// TargetDir is the folder the service goes to.
func (req NewRequest) TargetDir() string {
	if req.Dir != "" {
		return req.Dir
	}
	return req.Name
}

// Create writes a new service that New has planned.
func Create(ctx context.Context, req NewRequest, p *Proposal, opts ...Option) error {
	dir, o := req.TargetDir(), optionsOf(opts)
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return workspace.Create(ctx, dir, p.op, o.disk...)
	}
	ws, err := workspace.Open(dir, o.disk...)
	if err != nil {
		return err
	}
	defer ws.Close()
	release, err := ws.Lock()
	if err != nil {
		return err
	}
	defer release()
	return ws.Apply(ctx, p.op)
}

// existing reads what a folder holds of the paths to be written. It refuses a
// folder that holds a service.
func existing(ctx context.Context, dir string, template tree.Tree, adopt bool, o options) (tree.Tree, error) {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		if adopt {
			return nil, fmt.Errorf("%s does not exist: --adopt takes over a folder that does; leave it out to make a new one, or name the folder with --dir", dir)
		}
		return workspace.ReadAround(ctx, dir, template.Paths())
	}
	ws, err := openSettled(dir, o)
	if err != nil {
		return nil, err
	}
	defer ws.Close()
	own, err := ws.Read(ctx, []string{record.FileName})
	if err != nil {
		return nil, err
	}
	if f, ok := own[record.FileName]; ok {
		if r, err := record.Parse(f.Content); err == nil {
			return nil, fmt.Errorf("%s already holds the service %s: change it with 'kubectl svc promote' or 'update', or name another folder with --dir",
				filepath.Clean(dir), r.Metadata.Name)
		}
		return nil, fmt.Errorf("%s already has %s, which is no service record: move it away, or name another folder with --dir; nothing was written",
			filepath.Clean(dir), record.FileName)
	}
	if ws.HasState() {
		return nil, fmt.Errorf("%s holds the state of a service whose %s is gone: bring it back from version control, or delete %s to start anew",
			filepath.Clean(dir), record.FileName, workspace.Dir)
	}
	return ws.Read(ctx, template.Paths())
}

// takenPaths are the planned paths that exist with other content.
func takenPaths(template, yours tree.Tree) []string {
	var taken []string
	for _, path := range yours.Paths() {
		if !bytes.Equal(yours[path].Content, template[path].Content) {
			taken = append(taken, path)
		}
	}
	return taken
}
