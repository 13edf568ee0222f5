package facts

import (
	"context"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// Autoscaler is what sets the number of replicas.
type Autoscaler struct {
	Min int64 `cel:"min" doc:"the fewest replicas"`
	Max int64 `cel:"max" doc:"the most replicas"`
}

func autoscaler(ctx context.Context, o *Overlay) (any, error) {
	objects, err := o.objects(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range scalersOf(objects) {
		return s.bounds, nil
	}
	return Autoscaler{}, nil
}

// scaler is an object that sets the replicas of another.
type scaler struct {
	object     manifest.Object
	kind, name string // of its target
	bounds     Autoscaler
}

// scalersOf are the autoscalers among objects. Kubernetes' default for the
// fewest replicas of a HorizontalPodAutoscaler is 1, KEDA's 0 and 100.
func scalersOf(objects []manifest.Object) []scaler {
	var out []scaler
	for _, o := range objects {
		var s scaler
		switch o.Kind() {
		case "HorizontalPodAutoscaler":
			s.bounds = Autoscaler{Min: number(o.Field("spec", "minReplicas"), 1), Max: number(o.Field("spec", "maxReplicas"), 0)}
		case "ScaledObject":
			s.bounds = Autoscaler{Min: number(o.Field("spec", "minReplicaCount"), 0), Max: number(o.Field("spec", "maxReplicaCount"), 100)}
		default:
			continue
		}
		s.object = o
		s.kind, _ = o.Field("spec", "scaleTargetRef", "kind").(string)
		s.name, _ = o.Field("spec", "scaleTargetRef", "name").(string)
		if s.kind == "" {
			s.kind = "Deployment" // KEDA's default
		}
		out = append(out, s)
	}
	return out
}

// number reads a number of a manifest, which may be an int or a float there.
func number(v any, otherwise int64) int64 {
	switch n := v.(type) {
	case int64:
		return n
	case int:
		return int64(n)
	case float64:
		return int64(n)
	}
	return otherwise
}
