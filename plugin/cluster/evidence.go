package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// Evidence is what gates ask of a service as it runs in one environment. What
// several of them look at is read once: a check makes at most ten requests, and
// one for each object of the overlay.
type Evidence struct {
	*Connection
	env       string
	namespace string
	objects   []manifest.Object

	may     *rights
	running []manifest.Workload // those of the objects that serve
	items   func(context.Context) ([]*item, error)
	allPods func(context.Context) ([]*pod, error)
}

// Evidence begins to look at an environment. Who the credentials belong to, and
// what they may do, is the one thing that is asked at once.
func (c *Connection) Evidence(ctx context.Context, env, namespace string, objects []manifest.Object) (*Evidence, error) {
	may, err := c.rightsIn(ctx, namespace)
	if err != nil {
		return nil, err
	}
	e := &Evidence{Connection: c, env: env, namespace: namespace, objects: objects, may: may}
	e.items, e.allPods = once(e.readItems), once(e.listPods)
	if e.running, err = manifest.Serving(env, objects); err != nil {
		return nil, err
	}
	return e, nil
}

// Environment implements facts.Live.
func (e *Evidence) Environment(context.Context) (facts.LiveEnvironment, error) {
	out := facts.LiveEnvironment{Name: e.env, Namespace: e.namespace, Kinds: []string{}}
	for _, o := range e.objects {
		if !slices.Contains(out.Kinds, o.Kind()) {
			out.Kinds = append(out.Kinds, o.Kind())
		}
	}
	return out, nil
}

// once reads at most once, since a cluster that does not answer takes its time;
// being interrupted says nothing.
func once[T any](read func(context.Context) (T, error)) func(context.Context) (T, error) {
	var value T
	var err error
	done := false
	return func(ctx context.Context) (T, error) {
		if !done {
			value, err = read(ctx)
			done = ctx.Err() == nil
		}
		return value, err
	}
}

// readItems reads every object of the overlay. One that is not there has no live
// object.
func (e *Evidence) readItems(ctx context.Context) ([]*item, error) {
	items, err := e.Connection.items(ctx, e.objects, e.namespace, "")
	if err != nil {
		return nil, err
	}
	for _, i := range items {
		if err := e.may.missing("get", i.resource.GroupResource(), i.want.GetName()); err != nil {
			return nil, err
		}
		if err := e.look(ctx, i); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// deployed are the items; where a workload is not there, nothing can be said of
// how it runs.
func (e *Evidence) deployed(ctx context.Context) ([]*item, error) {
	items, err := e.items(ctx)
	if err != nil {
		return nil, err
	}
	for _, i := range items {
		if rolls(i.resource.Kind) && i.live == nil {
			return nil, fmt.Errorf("not deployed: there is no %s in namespace %s of %s; run 'kubectl svc apply --env %s'", i, i.namespace, e.Connection, e.env)
		}
	}
	return items, nil
}

// Rollouts implements facts.Live. A Deployment that a Rollout drives is that
// one's.
func (e *Evidence) Rollouts(ctx context.Context) ([]facts.Rollout, error) {
	items, err := e.deployed(ctx)
	if err != nil {
		return nil, err
	}
	out := []facts.Rollout{}
	for _, i := range workloads(items) {
		p := progressOf(i.resource, i.live)
		detail := fmt.Sprintf("%d of %d available", p.Available, p.Desired)
		if p.Failed != "" {
			detail = p.Failed
		} else if !p.Done {
			detail += ", waiting for " + p.Waiting
		}
		out = append(out, facts.Rollout{Workload: p.Object, Complete: p.Done && p.Available > 0, Detail: detail})
	}
	return out, nil
}

// ofKind are the live objects of the overlay that are of a kind.
func ofKind(items []*item, kind string) []*unstructured.Unstructured {
	var out []*unstructured.Unstructured
	for _, i := range items {
		if i.resource.Kind == kind && i.live != nil {
			out = append(out, i.live)
		}
	}
	return out
}

// selectsPods tells whether a label selector of an object, at a path of keys,
// selects the pods of a workload of the service.
func (e *Evidence) selectsPods(o map[string]any, path ...string) bool {
	selector, err := manifest.Object(o).Selector(path...)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(e.running, func(w manifest.Workload) bool { return selector.Matches(labels.Set(w.Template.Labels)) })
}

// others lists the objects of a resource in the namespace that match, where the
// overlay has none that does: somebody else may have made one for the service.
func others[T any](ctx context.Context, e *Evidence, r Resource, visit func(*T)) error {
	if err := e.may.missing("list", r.GroupResource()); err != nil {
		return err
	}
	return each(ctx, e.Connection, query{resource: r, namespace: e.namespace, pages: 2}, func(o *T) error {
		visit(o)
		return nil
	})
}

// errNoPodIsReady is the reason of what only ready pods can show.
var errNoPodIsReady = errors.New("no pod is ready")

// podSelectors are what selects the pods of the service's workloads.
func (e *Evidence) podSelectors() []string {
	var out []string
	for _, w := range e.running {
		if text := labelsText(w.Selector); text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
