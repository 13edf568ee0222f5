package cluster

import (
	"context"
	"fmt"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
)

// scaler is what gates look at of a HorizontalPodAutoscaler.
type scaler struct {
	named
	Spec struct {
		Max    int64 `json:"maxReplicas"`
		Target struct {
			Kind string `json:"kind"`
			Name string `json:"name"`
		} `json:"scaleTargetRef"`
		Metrics []any `json:"metrics"`
	} `json:"spec"`
	Status struct {
		Current    int64       `json:"currentReplicas"`
		Conditions []Condition `json:"conditions"`
		Metrics    []any       `json:"currentMetrics"`
	} `json:"status"`
}

// Scaling implements facts.Live. KEDA's ScaledObjects scale by an autoscaler
// that KEDA makes, so what targets the workloads is looked for in the
// namespace.
func (e *Evidence) Scaling(ctx context.Context) ([]facts.Scaling, error) {
	items, err := e.deployed(ctx)
	if err != nil {
		return nil, err
	}
	out := []facts.Scaling{}
	for _, o := range ofKind(items, autoscalers.Kind) {
		var s scaler
		if err := into(o, &s); err != nil {
			return nil, err
		}
		if e.scales(items, &s) {
			out = append(out, s.scaling())
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	err = others(ctx, e, autoscalers, func(s *scaler) {
		if e.scales(items, s) {
			out = append(out, s.scaling())
		}
	})
	return out, err
}

// scales tells whether the autoscaler's target is a workload of the overlay.
func (e *Evidence) scales(items []*item, s *scaler) bool {
	return slices.ContainsFunc(items, func(i *item) bool {
		return rolls(i.resource.Kind) && i.resource.Kind == s.Spec.Target.Kind && i.want.GetName() == s.Spec.Target.Name
	})
}

func (s *scaler) scaling() facts.Scaling {
	out := facts.Scaling{Name: shown(s.Metadata.Name), Current: s.Status.Current, Max: s.Spec.Max}
	// A metric that was not read has no place in the status, or an empty one.
	out.Metrics = len(s.Status.Metrics) >= max(len(s.Spec.Metrics), 1)
	for _, m := range s.Status.Metrics {
		if m, ok := m.(map[string]any); !ok || m["type"] == nil || m["type"] == "" {
			out.Metrics = false
		}
	}
	for _, c := range s.Status.Conditions {
		switch c.Type {
		case "AbleToScale":
			out.Able = c.Status == "True"
		case "ScalingActive":
			out.Active = c.Status == "True"
		case "ScalingLimited":
			out.Pinned = c.Status == "True" && c.Reason == "TooManyReplicas" && s.Status.Current >= s.Spec.Max
			continue
		}
		if c.Status != "True" && out.Reason == "" {
			out.Reason = shown(fmt.Sprintf("%s: %s", c.Reason, c.Message))
		}
	}
	if len(s.Status.Conditions) == 0 {
		out.Reason = "no controller has looked at it yet"
	}
	return out
}
