package cluster

import (
	"context"
	"fmt"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// replicasManager holds the number of replicas from when the manifests leave it
// out until an autoscaler, or somebody by 'kubectl scale', sets it.
const replicasManager = FieldManager + "-replicas"

// scaled are the kinds with a number of replicas.
func (i *item) scaled() bool {
	switch i.resource.Kind {
	case deployments.Kind, statefulSets.Kind, rollouts.Kind:
		return true
	}
	return false
}

// planReplicas decides which objects must not have their replicas set by this
// apply: those whose manifest says none, and those that an autoscaler scales,
// whatever the manifest says. It returns notes on the latter, and refuses an
// autoscaler that would take pods away when it takes over.
func planReplicas(items []*item) (notes []string, err error) {
	for _, i := range items {
		if !i.scaled() || i.live == nil {
			continue
		}
		live, found, _ := unstructured.NestedInt64(i.live.Object, "spec", "replicas")
		if !found {
			continue
		}
		_, written := fieldOf(i.want.Object, "spec", "replicas")
		scaler := autoscalerOf(items, i)
		if written && scaler == nil {
			continue
		}
		if scaler != nil && scaler.live == nil {
			if most, ok := numberOf(scaler.want.Object, "spec", "maxReplicas"); ok && most < live {
				return nil, fmt.Errorf("%s allows %d replicas, and %s runs %d: it would take pods away when it takes over; raise maxReplicas to %d or more, or scale down first",
					scaler, most, i, live, live)
			}
		}
		if written {
			unstructured.RemoveNestedField(i.want.Object, "spec", "replicas")
			notes = append(notes, fmt.Sprintf("%s: spec.replicas of the manifest is left out, because %s scales it", i, scaler))
		}
		i.replicas = &live
	}
	return notes, nil
}

// trial is the item as an apply is tried: with the replicas that will have been
// handed over.
func (i *item) trial() (*item, error) {
	out := *i
	out.want = i.want.DeepCopy()
	if i.replicas == nil {
		return &out, nil
	}
	err := unstructured.SetNestedField(out.want.Object, *i.replicas, "spec", "replicas")
	return &out, err
}

func fieldOf(o map[string]any, path ...string) (any, bool) {
	v, found, err := unstructured.NestedFieldNoCopy(o, path...)
	return v, found && err == nil && v != nil
}

// numberOf reads a number that came from YAML or JSON.
func numberOf(o map[string]any, path ...string) (int64, bool) {
	v, _ := fieldOf(o, path...)
	switch n := v.(type) {
	case int64:
		return n, true
	case int:
		return int64(n), true
	case float64:
		return int64(n), true
	}
	return 0, false
}

// autoscalerOf is the autoscaler among the items that scales one of them.
func autoscalerOf(items []*item, target *item) *item {
	at := slices.IndexFunc(items, func(i *item) bool {
		if i.resource.Kind != autoscalers.Kind && i.resource.Kind != "ScaledObject" || i.namespace != target.namespace {
			return false
		}
		ref, _ := fieldOf(i.want.Object, "spec", "scaleTargetRef")
		m, _ := ref.(map[string]any)
		kind, _ := m["kind"].(string)
		if kind == "" {
			kind = deployments.Kind // as KEDA has it
		}
		return kind == target.resource.Kind && m["name"] == target.want.GetName()
	})
	if at < 0 {
		return nil
	}
	return items[at]
}

// handOver lets another field manager own the live number of replicas too, so
// that the number stays when we no longer say it. This is what Kubernetes'
// documentation calls transferring ownership; without it the API server sets
// the default, one replica.
func (c *Connection) handOver(ctx context.Context, i *item) error {
	const attempts = 10
	for n := 1; i.replicas != nil && i.live != nil && owns(i.live, FieldManager, "f:replicas"); n++ {
		holder := &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": i.want.GetAPIVersion(), "kind": i.want.GetKind(),
			"metadata": map[string]any{"name": i.want.GetName(), "namespace": i.namespace},
			"spec":     map[string]any{"replicas": *i.replicas},
		}}
		live, err := c.client(i).Apply(ctx, i.want.GetName(), holder, metav1.ApplyOptions{FieldManager: replicasManager})
		if err == nil {
			i.live = live
			return nil
		}
		if !apierrors.IsConflict(err) || n == attempts {
			return c.failed(err, i.attempt("patch"))
		}
		// An autoscaler has just set another number: that one is to stay.
		if err := c.look(ctx, i); err != nil || i.live == nil {
			return err
		}
		now, _, _ := unstructured.NestedInt64(i.live.Object, "spec", "replicas")
		i.replicas = &now
	}
	return nil
}
