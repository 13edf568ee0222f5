package scaffold

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// DriftKind names a difference between record, base, repository and pack.
type DriftKind string

// The kinds of drift.
const (
	DriftPending  DriftKind = "pending"  // conflicts are open
	DriftRecord   DriftKind = "record"   // svc.yaml changed since the last render
	DriftOutdated DriftKind = "outdated" // there is a newer pack
	DriftEdited   DriftKind = "edited"   // yours differs from the base
	DriftEroded   DriftKind = "eroded"   // a guarantee of the stage no longer holds
	DriftPack     DriftKind = "pack"     // the pack cannot be read, so no more can be told of it
	DriftLive     DriftKind = "live"     // the cluster differs from the overlay; who asks it adds this one
)

// Drift is one kind of difference, with what shows it.
type Drift struct {
	Kind   DriftKind `json:"kind"`
	Detail string    `json:"detail"`
	Paths  []string  `json:"paths,omitempty"`
	Next   string    `json:"next,omitempty"` // the command that deals with it
}

// Status is what can be said of a service without a cluster.
type Status struct {
	Name     string  `json:"name"`
	Dir      string  `json:"dir"`
	Stage    string  `json:"stage"` // empty while an adoption waits
	Language string  `json:"language,omitempty"`
	Pack     string  `json:"pack"`
	Drift    []Drift `json:"drift"`
	// Edited and Deleted count the user's changes to generated files.
	Edited  int `json:"edited"`
	Deleted int `json:"deleted"`
	// Unproven are gates that were passed without being looked at.
	Unproven []string `json:"unproven,omitempty"`
	// Warnings are about what surrounds the service, such as git.
	Warnings []string `json:"warnings,omitempty"`
}

// Drifted tells whether there is drift that somebody has to deal with: edits to
// generated files are the user's good right.
func (st *Status) Drifted() bool {
	return slices.ContainsFunc(st.Drift, func(d Drift) bool { return d.Kind != DriftEdited })
}

// Status looks at record, base, repository and pack. It writes nothing. Packs
// may be nil.
func (s *Service) Status(ctx context.Context, packs *Packs) (*Status, error) {
	if packs == nil {
		packs = &Packs{}
	}
	was := s.State.Rendered
	st := &Status{Name: s.Name(), Dir: s.Dir(), Stage: was.Stage, Language: was.Language,
		Pack: was.Pack.Name + " " + was.Pack.Version, Drift: []Drift{}, Unproven: s.State.Unproven}
	for _, look := range []func(context.Context, *Packs, *Status) error{s.pendingDrift, s.recordDrift, s.outdatedDrift, s.editedDrift, s.erodedDrift} {
		if err := look(ctx, packs, st); err != nil {
			return nil, err
		}
	}
	return st, nil
}

func (s *Service) pendingDrift(_ context.Context, _ *Packs, st *Status) error {
	w, err := s.Pending()
	if err != nil || w == nil {
		return err
	}
	st.Drift = append(st.Drift, w.drift())
	return nil
}

func (w Waiting) drift() Drift {
	d := Drift{Kind: DriftPending, Paths: w.Paths, Next: w.End("--continue"),
		Detail: fmt.Sprintf("%s to %s waits for conflicts to be settled", w.Command, w.Stage.To)}
	switch {
	case w.Undoes:
		d.Detail = fmt.Sprintf("taking back the %s waits: these files were edited meanwhile", w.noun())
	case w.Command == CommandNew:
		d.Detail = "the adoption waits for conflicts to be settled"
	}
	return d
}

// recordDrift compares what svc.yaml says with what was rendered.
func (s *Service) recordDrift(_ context.Context, _ *Packs, st *Status) error {
	was, is := s.State.Rendered, s.Record
	var fields []string
	add := func(differs bool, field string) {
		if differs {
			fields = append(fields, field)
		}
	}
	add(was.Name != is.Metadata.Name, "metadata.name")
	add(was.Stage != is.Spec.Stage, "spec.stage")
	add(was.Language != is.Spec.Language, "spec.language")
	add(was.Pack.Name != is.Spec.Pack.Name || was.Pack.Version != is.Spec.Pack.Version || was.Pack.Source != is.Spec.Pack.Source ||
		source.Pinned(is.Spec.Pack.Source) && was.Pack.Digest != is.Spec.Pack.Digest, "spec.pack")
	add(!slices.Equal(was.Platform, is.Spec.Platform), "spec.platform")
	add(!sameParameters(was.Parameters, is.Spec.Parameters), "spec.parameters")
	add(was.Path != s.Path, movedField)
	if len(fields) == 0 {
		return nil
	}
	d := Drift{Kind: DriftRecord, Detail: "svc.yaml changed since the files were rendered: " + listed(fields),
		Paths: []string{record.FileName}, Next: CommandLine(CommandUpdate, s.Dir())}
	if slices.Equal(fields, []string{movedField}) {
		d.Detail, d.Paths = fmt.Sprintf("the service was rendered for %s of its repository, and is in %s", folderName(was.Path), folderName(s.Path)), nil
	}
	if err := s.checkUnchanged(); err != nil { // which update would say, too
		d.Detail, d.Next = err.Error(), ""
	}
	st.Drift = append(st.Drift, d)
	return nil
}

// sameParameters compares by what the values say in YAML, so that a list read
// from one file equals the same list set by a flag.
func sameParameters(a, b map[string]any) bool {
	if len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b) {
		return true
	}
	x, errX := yaml.Marshal(a)
	y, errY := yaml.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// outdatedDrift looks for a newer version of the built-in pack, or other
// content in a folder.
func (s *Service) outdatedDrift(ctx context.Context, packs *Packs, st *Status) error {
	was := s.State.Rendered.Pack
	p, err := packs.open(ctx, was, s.Dir())
	newer := 0
	if err == nil {
		newer, err = compareVersions(was.Version, p.Metadata.Version)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch {
	case err != nil:
		st.Drift = append(st.Drift, Drift{Kind: DriftPack, Detail: err.Error(), Next: CommandLine("update --pack PACK", s.Dir())})
	case newer < 0, newer > 0 && was.Source != "":
		st.Drift = append(st.Drift, Drift{Kind: DriftOutdated, Detail: fmt.Sprintf("pack %s %s → %s", was.Name, was.Version, p.Metadata.Version), Next: CommandLine(CommandUpdate, s.Dir())})
	case !slices.Equal(s.State.Rendered.Extends, p.Bases()):
		st.Drift = append(st.Drift, Drift{Kind: DriftOutdated, Detail: fmt.Sprintf("pack %s %s extends %s now, and did %s", was.Name, was.Version, listed(p.Bases()), listed(s.State.Rendered.Extends)), Next: CommandLine(CommandUpdate, s.Dir())})
	case was.Source != "" && was.Digest != p.Digest:
		st.Drift = append(st.Drift, Drift{Kind: DriftOutdated, Detail: fmt.Sprintf("pack %s has other content under the same version %s", was.Name, was.Version), Next: CommandLine(CommandUpdate, s.Dir())})
	}
	return nil
}

// editedDrift counts the user's own changes, which are no fault. While an
// operation waits, what it wrote cannot be told from them.
func (s *Service) editedDrift(ctx context.Context, _ *Packs, st *Status) error {
	if len(st.Drift) > 0 && st.Drift[0].Kind == DriftPending {
		return nil
	}
	edited, deleted, odd, err := edits(ctx, s.ws, s.Base)
	if err != nil {
		return err
	}
	st.Edited, st.Deleted = len(edited), len(deleted)
	if len(edited)+len(deleted) > 0 {
		detail := fmt.Sprintf("%d edited", len(edited))
		if len(deleted) > 0 {
			detail += fmt.Sprintf(", %d deleted", len(deleted))
		}
		st.Drift = append(st.Drift, Drift{Kind: DriftEdited, Detail: detail + "; they are yours and stay", Paths: append(edited, deleted...)})
	}
	if len(odd) > 0 {
		st.Drift = append(st.Drift, Drift{Kind: DriftEdited, Detail: "what stands there cannot be merged:", Paths: odd})
	}
	return nil
}

// erodedDrift looks whether the guarantees of the stage still hold. A service
// whose files are as they were rendered is proven by that, so only edited ones
// are judged.
func (s *Service) erodedDrift(ctx context.Context, packs *Packs, st *Status) error {
	if st.Edited+st.Deleted == 0 {
		return nil
	}
	was := s.State.Rendered
	p, err := packs.open(ctx, was.Pack, s.Dir())
	if err != nil {
		return ctx.Err() // outdatedDrift has said that the pack cannot be read
	}
	gates, err := packs.gates(p)
	if err != nil {
		return err
	}
	want := s.Record.Clone()
	want.Spec.Stage = was.Stage
	report, err := s.judgeMerged(ctx, gates, p, want, nil, nil, Judging{})
	if err != nil {
		return err
	}
	for _, g := range report.Blocking() {
		st.Drift = append(st.Drift, Drift{Kind: DriftEroded, Detail: fmt.Sprintf("%s %s: %s", g.ID, g.Verdict, g.Evidence), Next: CommandLine("check", s.Dir())})
	}
	return nil
}
