package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	quantity "k8s.io/apimachinery/pkg/api/resource"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
)

// podUsage is what the metrics API says of a pod.
type podUsage struct {
	named
	Containers []struct {
		Name  string            `json:"name"`
		Usage map[string]string `json:"usage"`
	} `json:"containers"`
}

// Usage implements facts.Live.
func (e *Evidence) Usage(ctx context.Context) ([]facts.Usage, error) {
	all, err := e.allPods(ctx)
	if err != nil {
		return nil, err
	}
	if err := e.may.missing("list", podMetrics.GroupResource()); err != nil {
		return nil, err
	}
	of := map[string]*pod{}
	for _, p := range all {
		of[p.Metadata.Name] = p
	}
	found := map[string]*facts.Usage{} // by container
	counts := map[string]float64{}
	var order []string
	visit := func(u *podUsage) error {
		p := of[u.Metadata.Name]
		if p == nil {
			return nil // of a pod that is going
		}
		for _, c := range u.Containers {
			sum := found[c.Name]
			if sum == nil {
				sum = &facts.Usage{Container: shown(c.Name)}
				sum.CPURequest, sum.MemoryRequest = p.requests(c.Name)
				found[c.Name], order = sum, append(order, c.Name)
			}
			sum.CPU += amount(c.Usage["cpu"]).AsApproximateFloat64()
			memory := amount(c.Usage["memory"])
			sum.Memory = max(sum.Memory, memory.Value())
			counts[c.Name]++
		}
		return nil
	}
	for _, selector := range e.podSelectors() {
		err := each(ctx, e.Connection, query{resource: podMetrics, namespace: e.namespace, labels: selector, pages: mostPages}, visit)
		switch {
		case apierrors.IsNotFound(err), apierrors.IsServiceUnavailable(err):
			return nil, fmt.Errorf("%s has no metrics API: install metrics-server", e.Connection)
		case err != nil:
			return nil, err
		}
	}
	if len(order) == 0 {
		return nil, errors.New("the metrics API knows nothing of these pods yet")
	}
	slices.Sort(order)
	out := make([]facts.Usage, 0, len(order))
	for _, name := range order {
		found[name].CPU /= counts[name]
		out = append(out, *found[name])
	}
	return out, nil
}

// requests are what a container of the pod requests: cores and bytes.
func (p *pod) requests(container string) (cpu float64, memory int64) {
	for _, c := range p.Spec.Containers {
		if c.Name == container {
			bytes := amount(c.Resources.Requests["memory"])
			return amount(c.Resources.Requests["cpu"]).AsApproximateFloat64(), bytes.Value()
		}
	}
	return 0, 0
}

// amount reads a quantity; what is none counts as nothing.
func amount(text string) *quantity.Quantity {
	q, err := quantity.ParseQuantity(text)
	if err != nil {
		return &quantity.Quantity{}
	}
	return &q
}
