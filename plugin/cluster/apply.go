package cluster

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// ApplyRequest is an overlay that is to run.
type ApplyRequest struct {
	Service   string
	Namespace string
	Objects   []manifest.Object // in the order of kustomize
	Force     bool              // take fields over from other field managers
	DryRun    bool              // have the API server check all of it, and change nothing
	Wait      bool              // until every workload has rolled out
	Undo      bool              // of a rollout that fails
	Timeout   time.Duration     // of all of it
	Report    func(Event)
}

// What became of an object.
const (
	ActionCreated    = "created"
	ActionConfigured = "configured"
	ActionUnchanged  = "unchanged"
	ActionPruned     = "pruned"
	ActionUndone     = "undone"
)

// Event tells how an apply goes: one of its fields is set.
type Event struct {
	Done     *Done      // an object
	Note     string     // something worth knowing
	Warning  string     // something is wrong, and it goes on
	Progress []Progress // of all workloads
}

// Done is an object, and what became of it.
type Done struct {
	Object    string `json:"object"` // as kubectl names it
	Namespace string `json:"namespace,omitempty"`
	Action    string `json:"action"`
}

// PartialError is returned where an apply ended half-way. What was applied
// stays, and the same command goes on from there.
type PartialError struct {
	Applied, Left []string
	Cause         error
}

func (e *PartialError) Error() string {
	cause := e.Cause.Error()
	if errors.Is(e.Cause, context.Canceled) {
		cause = "interrupted"
	}
	if len(e.Left) == 0 {
		return fmt.Sprintf("%s; everything was applied, nothing that is gone from the manifests was deleted: run the same command to finish", cause)
	}
	applied := "nothing was applied"
	if len(e.Applied) > 0 {
		applied = "applied " + strings.Join(e.Applied, ", ")
	}
	return fmt.Sprintf("%s; %s; not applied %s: run the same command to finish", cause, applied, strings.Join(e.Left, ", "))
}

// As finds the cause, but for an interruption: unlike elsewhere, it does not
// mean that nothing was done.
func (e *PartialError) As(target any) bool {
	return !errors.Is(e.Cause, context.Canceled) && errors.As(e.Cause, target)
}

// applying is an apply under way.
type applying struct {
	*Connection
	req    ApplyRequest
	set    *applySet
	items  []*item
	told   bool      // that the API server does not answer
	away   time.Time // when it last did not
	merged []*unstructured.Unstructured
}

// Apply brings an overlay into the cluster by server-side apply. Everything is
// tried by a dry run first, so that what is refused leaves nothing half-done.
func (c *Connection) Apply(ctx context.Context, req ApplyRequest) error {
	a := &applying{Connection: c, req: req}
	ctx, cancel := context.WithTimeout(ctx, req.Timeout)
	defer cancel()
	if err := a.prepare(ctx); err != nil {
		return err
	}
	if req.DryRun {
		return a.pretend(ctx)
	}
	if err := c.declare(ctx, a.set, req.Service, a.set.widened(a.set.scopeOf(a.items)), false); err != nil {
		return err
	}
	for n, i := range a.items {
		if err := a.one(ctx, i); err != nil {
			return a.partial(n, err)
		}
	}
	if req.Wait {
		if err := a.roll(ctx); err != nil {
			return a.partial(len(a.items), err)
		}
	}
	if err := a.prune(ctx, false); err != nil {
		return a.partial(len(a.items), err)
	}
	return c.declare(ctx, a.set, req.Service, a.set.scopeOf(a.items), false)
}

// prepare reads what is live, and has the API server try everything.
func (a *applying) prepare(ctx context.Context) (err error) {
	if a.set, err = a.openSet(ctx, a.req.Service, a.req.Namespace); err != nil {
		return err
	}
	if a.items, err = a.Connection.items(ctx, a.req.Objects, a.req.Namespace, a.set.id()); err != nil {
		return err
	}
	for _, i := range a.items {
		if err := a.look(ctx, i); err != nil {
			return err
		}
		i.before = i.live
		if i.live != nil {
			if other := i.live.GetLabels()[labelPartOf]; other != "" && other != a.set.id() {
				return fmt.Errorf("%s in namespace %s belongs to another ApplySet (%s): give one of the two another name", i, i.namespace, shown(other))
			}
		}
	}
	notes, err := planReplicas(a.items)
	if err != nil {
		return err
	}
	for _, note := range notes {
		a.req.Report(Event{Note: note})
	}
	return a.try(ctx)
}

// try has the API server apply everything without keeping it. All that it
// refuses is collected.
func (a *applying) try(ctx context.Context) error {
	var refused []Rejection
	for _, i := range a.items {
		trial, err := i.trial()
		if err != nil {
			return err
		}
		merged, err := a.send(ctx, trial, a.req.Force, true)
		found := rejections(i.String(), err)
		if err != nil && i.appliedClientSide() && len(found) > 0 && onlyClientSide(found) {
			merged, err = a.send(ctx, trial, true, true)
			found = rejections(i.String(), err)
		}
		switch {
		case missingNamespace(err):
			return fmt.Errorf("%s has no namespace %s: make it with 'kubectl create namespace %s', or from deploy/namespace", a.Connection, i.namespace, i.namespace)
		case err != nil && len(found) == 0:
			return a.failed(err, i.attempt("patch"))
		}
		refused = append(refused, found...)
		a.merged = append(a.merged, merged)
	}
	if len(refused) > 0 {
		return &RejectedError{refused}
	}
	return nil
}

func missingNamespace(err error) bool {
	var status apierrors.APIStatus
	return apierrors.IsNotFound(err) && errors.As(err, &status) && status.Status().Details != nil && status.Status().Details.Kind == "namespaces"
}

// pretend tells what an apply would do.
func (a *applying) pretend(ctx context.Context) error {
	for n, i := range a.items {
		action := ActionConfigured
		switch {
		case i.before == nil:
			action = ActionCreated
		case same(i.before, a.merged[n]):
			action = ActionUnchanged
		}
		a.done(i, action)
	}
	return a.prune(ctx, true)
}

// one applies one object.
func (a *applying) one(ctx context.Context, i *item) error {
	err := a.persist(ctx, func() error {
		if i.live == nil && i.before != nil { // it went meanwhile
			i.replicas = nil
		}
		if err := a.migrate(ctx, i); err != nil {
			return err
		}
		if err := a.handOver(ctx, i); err != nil {
			return err
		}
		live, err := a.send(ctx, i, a.req.Force, false)
		if err != nil {
			return err
		}
		i.live = live
		return nil
	})
	if found := rejections(i.String(), err); len(found) > 0 {
		return &failure{said: found[0].String(), cause: err} // changed since it was tried
	}
	if err != nil {
		return a.failed(err, i.attempt("patch"))
	}
	switch {
	case i.before == nil:
		a.done(i, ActionCreated)
	case i.before.GetResourceVersion() == i.live.GetResourceVersion():
		a.done(i, ActionUnchanged)
	default:
		a.done(i, ActionConfigured)
	}
	return nil
}

func (a *applying) done(i *item, action string) {
	a.req.Report(Event{Done: &Done{Object: i.String(), Namespace: i.namespace, Action: action}})
}

// partial says what was applied before an error, and what was not.
func (a *applying) partial(n int, cause error) error {
	e := &PartialError{Cause: cause}
	for at, i := range a.items {
		if at < n {
			e.Applied = append(e.Applied, i.String())
		} else {
			e.Left = append(e.Left, i.String())
		}
	}
	return e
}

// startUp is how long an API server that came back may refuse what it does not
// know yet. It listens before it has read all that it decides by.
const startUp = 30 * time.Second

// persist tries again while the API server is not there, until the time is up.
func (a *applying) persist(ctx context.Context, f func() error) error {
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
		err := f()
		switch {
		case err == nil:
			return nil
		case passing(err):
			a.away = time.Now()
		case !premature(err) || time.Since(a.away) > startUp:
			return err
		}
		if !a.told {
			a.told = true
			a.req.Report(Event{Warning: a.failed(err, attempt{verb: "reach", resource: namespaces.GroupResource()}).Error() + "; trying again until --timeout"})
		}
		select {
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return ctx.Err()
			}
			return err
		case <-time.After(wait):
		}
	}
}
