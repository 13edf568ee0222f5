package scaffold

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// Judging is how gates are to be judged.
type Judging struct {
	// Now is the time that ages and expiry dates are held against; zero: the
	// clock's.
	Now time.Time
	// Offline skips the gates that need the cluster or Prometheus.
	Offline bool
	// Waive are exceptions to record, GATE=REASON; Until is their last day.
	Waive []string
	Until string
}

func (j Judging) now() time.Time {
	if j.Now.IsZero() {
		return time.Now()
	}
	return j.Now
}

// waivers adds the exceptions asked for to a record. Their owner is the
// service's.
func (j Judging) waivers(gates *gate.Set, r *record.Record) error {
	if err := gates.CheckWaivers(r.Spec.Waivers); err != nil {
		return fmt.Errorf("%s: %w", record.FileName, err)
	}
	if len(j.Waive) == 0 {
		return nil
	}
	owner, _ := r.Spec.Parameters["owner"].(string)
	last, err := gate.ParseDate(j.Until)
	switch {
	case j.Until == "":
		return fmt.Errorf("--waive needs --until: an exception without an end is a rule; add --until YYYY-MM-DD")
	case err != nil:
		return fmt.Errorf("--until: %w", err)
	case gate.Expired(record.Waiver{Expires: j.Until}, j.now()):
		return fmt.Errorf("--until %s is past: name the last day the exception is needed", last.Format(time.DateOnly))
	case owner == "":
		return fmt.Errorf("--waive needs an owner to answer for it: add --set owner=TEAM")
	}
	for _, text := range j.Waive {
		id, reason, _ := strings.Cut(text, "=")
		if strings.TrimSpace(reason) == "" {
			return fmt.Errorf("--waive %q: write --waive GATE=REASON", text)
		}
		if _, ok := gates.Gate(id); !ok {
			return fmt.Errorf("--waive %s: there is no such gate: there is %s", id, cmp.Or(strings.Join(gates.IDs(), ", "), "none"))
		}
		r.Spec.Waivers = slices.DeleteFunc(r.Spec.Waivers, func(w record.Waiver) bool { return w.Gate == id })
		r.Spec.Waivers = append(r.Spec.Waivers, record.Waiver{Gate: id, Reason: reason, Owner: owner, Expires: j.Until})
	}
	return nil
}

// subject is a service as gates see it.
func (j Judging) subject(p *pack.Pack, r *record.Record, files, before fs.FS) (gate.Subject, error) {
	values, err := p.Values(r.Spec.Stage, r.Spec.Language, r.Spec.Parameters)
	if err != nil {
		return gate.Subject{}, err
	}
	return gate.Subject{
		Name: r.Metadata.Name, Language: r.Spec.Language, Platform: r.Spec.Platform, Parameters: values,
		Waivers: r.Spec.Waivers, Now: j.now(), Offline: j.Offline,
		Facts: facts.New(facts.Source{Files: files, Before: before, Now: j.now()}),
	}, nil
}

// Verdicts are what gates said of a change.
type Verdicts struct {
	// Entry is judged on the repository as it is, Guarantees on what it would
	// be. Guarantees are nil while conflicts keep that from being known.
	Entry, Guarantees *gate.Report
}

// Blocking are the gates that keep the change from being written, each once.
func (v Verdicts) Blocking() []gate.Judged {
	return v.each(gate.Judged.Blocks)
}

// Told are the gates worth a word: all that do not simply pass.
func (v Verdicts) Told() []gate.Judged {
	return v.each(func(g gate.Judged) bool { return g.Verdict != gate.Pass })
}

// each are the gates that a condition holds for. One that is asked both on
// entry and as a guarantee counts once.
func (v Verdicts) each(holds func(gate.Judged) bool) []gate.Judged {
	found := []gate.Judged{}
	for _, r := range []*gate.Report{v.Entry, v.Guarantees} {
		if r == nil {
			continue
		}
		for _, g := range r.Gates {
			if holds(g) && !slices.ContainsFunc(found, func(f gate.Judged) bool { return f.ID == g.ID }) {
				found = append(found, g)
			}
		}
	}
	return found
}

// GatesError is returned where required gates keep a service from a stage.
type GatesError struct {
	Service, From, To string
	Blocking          []gate.Judged
}

func (e *GatesError) Error() string {
	ids := make([]string, len(e.Blocking))
	for i, g := range e.Blocking {
		ids[i] = g.ID
	}
	if e.From == e.To {
		return fmt.Sprintf("%s does not hold %s: %s; nothing was written", e.Service, e.To, strings.Join(ids, ", "))
	}
	return fmt.Sprintf("%s stays at %s: %s of %s not met; nothing was written", e.Service, e.From, strings.Join(ids, ", "), e.To)
}

// guarantees are the gates that what is written must hold: those on the
// repository and its manifests. What runs is judged once it runs.
func guarantees(gates *gate.Set, stage string) []gate.Selected {
	return slices.DeleteFunc(gates.Holding(stage), func(s gate.Selected) bool {
		return slices.Contains(s.Gate.Needs, facts.NeedLive) || slices.Contains(s.Gate.Needs, facts.NeedPrometheus)
	})
}

// merged is the service's folder as an operation would leave it.
func (s *Service) merged(changes []workspace.Change) fs.FS {
	files := map[string]*tree.File{}
	for _, c := range changes {
		files[c.Path] = c.After
	}
	return tree.Over(s.ws.Files(), files)
}
