package scaffold

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
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
	// Environment is the one whose running service is looked at; empty: that
	// with the most at stake.
	Environment string
	// Live and Prometheus begin to ask the cluster and Prometheus of an
	// environment, when the first gate needs them; nil: such gates are unknown.
	Live       func(context.Context, *Environment) (facts.Live, error)
	Prometheus func(context.Context, *Environment) (facts.Prometheus, error)
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
func (j Judging) subject(p *pack.Pack, r *record.Record, source facts.Source) (gate.Subject, error) {
	source.Name, source.Now = r.Metadata.Name, j.now()
	values, err := p.Values(r.Spec.Stage, r.Spec.Language, r.Spec.Parameters)
	if err != nil {
		return gate.Subject{}, err
	}
	return gate.Subject{
		Name: r.Metadata.Name, Language: r.Spec.Language, Platform: r.Spec.Platform, Parameters: values,
		Waivers: r.Spec.Waivers, Now: j.now(), Offline: j.Offline,
		Facts: facts.New(source),
	}, nil
}

// running adds who tells of the running service to what facts are computed
// from.
func (s *Service) running(source facts.Source, j Judging) facts.Source {
	source.Live = asking(s, j.Environment, j.Live)
	source.Prometheus = asking(s, j.Environment, j.Prometheus)
	return source
}

// asking finds the environment first, and then asks.
func asking[T any](s *Service, env string, ask func(context.Context, *Environment) (T, error)) func(context.Context) (T, error) {
	if ask == nil {
		return nil
	}
	return func(ctx context.Context) (none T, err error) {
		at, err := s.Foremost(ctx, env)
		if err != nil {
			return none, err
		}
		return ask(ctx, at)
	}
}
