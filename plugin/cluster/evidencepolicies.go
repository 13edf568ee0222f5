package cluster

import (
	"context"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
)

// Policies implements facts.Live.
func (e *Evidence) Policies(ctx context.Context) ([]facts.Policy, error) {
	items, err := e.deployed(ctx)
	if err != nil {
		return nil, err
	}
	out := []facts.Policy{}
	add := func(o map[string]any) {
		if e.selectsPods(o, "spec", "podSelector") {
			out = append(out, policyOf(o))
		}
	}
	for _, o := range ofKind(items, policies.Kind) {
		add(o.Object)
	}
	if len(out) > 0 {
		return out, nil
	}
	return out, others(ctx, e, policies, func(o *map[string]any) { add(*o) })
}

// policyOf reads the directions; the API server writes the types where the
// manifest leaves them out.
func policyOf(o map[string]any) facts.Policy {
	name, _, _ := unstructured.NestedString(o, "metadata", "name")
	types, _, _ := unstructured.NestedStringSlice(o, "spec", "policyTypes")
	return facts.Policy{Name: shown(name), Ingress: slices.Contains(types, "Ingress"), Egress: slices.Contains(types, "Egress")}
}
