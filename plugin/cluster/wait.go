package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// StuckError is returned for a rollout that does not get through.
type StuckError struct {
	Stuck   []Progress
	Reasons []Reason
	Why     string // what ended the wait
	Undone  string // what was done about it
}

func (e *StuckError) Error() string {
	parts := make([]string, len(e.Stuck))
	for i, p := range e.Stuck {
		parts[i] = p.Object + ": "
		switch {
		case p.Failed != "":
			parts[i] += p.Failed
		default:
			parts[i] += "waiting for " + p.Waiting
		}
	}
	text := e.Why + "; " + strings.Join(parts, "; ")
	if e.Undone != "" {
		text += "; " + e.Undone
	}
	return text
}

// workloads are the items with a rollout to wait for. A Deployment that a
// Rollout drives is that one's.
func workloads(items []*item) []*item {
	driven := map[string]bool{}
	for _, i := range items {
		if i.resource.Kind == rollouts.Kind {
			name, _, _ := unstructured.NestedString(i.want.Object, "spec", "workloadRef", "name")
			driven[i.namespace+"/"+name] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(items), func(i *item) bool {
		return !rolls(i.resource.Kind) || i.resource.Kind == deployments.Kind && driven[i.namespace+"/"+i.want.GetName()]
	})
}

// roll waits until every workload has rolled out; what fails is explained, and
// undone where that was asked for.
func (a *applying) roll(ctx context.Context) error {
	waiting := workloads(a.items)
	if len(waiting) == 0 {
		return nil
	}
	err := a.await(ctx, waiting, "the rollout did not finish within "+a.req.Timeout.String())
	var stuck *StuckError
	if !errors.As(err, &stuck) {
		return err
	}
	// The time for the rollout is up; explaining it gets its own.
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	for _, i := range waiting {
		if slices.ContainsFunc(stuck.Stuck, func(p Progress) bool { return p.Object == i.String() }) {
			stuck.Reasons = append(stuck.Reasons, a.reasons(after, i)...)
		}
	}
	if a.req.Undo {
		stuck.Undone = a.undo(context.WithoutCancel(ctx), waiting)
	}
	return stuck
}

// betweenLooks is how often a workload is looked at: a watch would have to be
// made anew when the API server restarts, and there are one or two workloads.
const betweenLooks = 500 * time.Millisecond

// await returns when all workloads have rolled out, or a *StuckError.
func (a *applying) await(ctx context.Context, waiting []*item, late string) error {
	tick := time.NewTicker(betweenLooks)
	defer tick.Stop()
	progress := make([]Progress, len(waiting))
	for n, i := range waiting {
		progress[n] = progressOf(i.resource, i.live)
	}
	for {
		for n, i := range waiting {
			live, err := a.client(i).Get(ctx, i.want.GetName(), metav1.GetOptions{})
			switch {
			case err == nil:
				i.live = live
				progress[n] = progressOf(i.resource, live)
			case ctx.Err() == nil && !passing(err):
				return a.failed(err, i.attempt("get"))
			}
		}
		a.req.Report(Event{Progress: slices.Clone(progress)})
		open := slices.DeleteFunc(slices.Clone(progress), func(p Progress) bool { return p.Done })
		if len(open) == 0 {
			return nil
		}
		if failed := slices.DeleteFunc(slices.Clone(open), func(p Progress) bool { return p.Failed == "" }); len(failed) > 0 {
			return &StuckError{Stuck: failed, Why: "the rollout failed"}
		}
		select {
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return fmt.Errorf("while waiting for the rollout: %w", ctx.Err())
			}
			return &StuckError{Stuck: open, Why: late}
		case <-tick.C:
		}
	}
}
