package cluster

import (
	"context"
	"errors"
	"net/http"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
)

// evictions is the subresource through which a drain removes pods.
var evictions = schema.GroupResource{Resource: "pods/eviction"}

// Disruption implements facts.Live: a budget's status says how many evictions
// it allows, and a dry run of one, which removes nothing, whether the API server
// agrees.
func (e *Evidence) Disruption(ctx context.Context) (facts.Disruption, error) {
	out := facts.Disruption{Budgets: []facts.Budget{}}
	items, err := e.deployed(ctx)
	if err != nil {
		return out, err
	}
	add := func(o map[string]any) {
		if e.selectsPods(o, "spec", "selector") {
			name, _, _ := unstructured.NestedString(o, "metadata", "name")
			allowed, _ := numberOf(o, "status", "disruptionsAllowed")
			out.Budgets = append(out.Budgets, facts.Budget{Name: shown(name), Allowed: allowed})
		}
	}
	for _, o := range ofKind(items, budgets.Kind) {
		add(o.Object)
	}
	if len(out.Budgets) == 0 {
		if err := others(ctx, e, budgets, func(o *map[string]any) { add(*o) }); err != nil {
			return out, err
		}
	}
	if err := e.evict(ctx, &out); err != nil {
		return facts.Disruption{}, err
	}
	return out, nil
}

// evict tries the eviction of the first ready pod, as a dry run.
func (e *Evidence) evict(ctx context.Context, out *facts.Disruption) error {
	all, err := e.allPods(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, (*pod).ready)
	if at < 0 {
		return errNoPodIsReady
	}
	name := all[at].Metadata.Name
	if err := e.may.missing("create", evictions, name); err != nil {
		return err
	}
	eviction := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "policy/v1", "kind": "Eviction",
		"metadata":      map[string]any{"name": name, "namespace": e.namespace},
		"deleteOptions": map[string]any{"dryRun": []any{"All"}},
	}}
	body, err := eviction.MarshalJSON()
	if err != nil {
		return err
	}
	err = e.discovery.RESTClient().Post().AbsPath(pods.path(e.namespace), name, "eviction").Param("dryRun", "All").
		SetHeader("Content-Type", "application/json").MaxRetries(0).Body(body).Do(ctx).Error()
	out.Pod, out.Evicts = shown(name), err == nil
	var status apierrors.APIStatus
	switch {
	case err == nil:
		return nil
	case errors.As(err, &status) && status.Status().Code == http.StatusTooManyRequests && status.Status().Details != nil && len(status.Status().Details.Causes) > 0:
		out.Reason = shown(status.Status().Details.Causes[0].Message)
		return nil
	}
	return e.failed(err, attempt{"create", evictions, e.namespace})
}
