package cluster

import (
	"context"
	"slices"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

// platforms are what tells that a cluster offers a platform: one resource of
// its API, in the version that templates use. A group alone would not do: Argo
// CD and Argo Workflows share that of Argo Rollouts.
var platforms = []struct {
	name    string
	version schema.GroupVersion
	kind    string
}{
	{"argo-rollouts", rollouts.GroupVersion(), rollouts.Kind},
	{"gateway-api", schema.GroupVersion{Group: "gateway.networking.k8s.io", Version: "v1"}, "HTTPRoute"},
	{"keda", schema.GroupVersion{Group: "keda.sh", Version: "v1alpha1"}, "ScaledObject"},
	{"prometheus-operator", schema.GroupVersion{Group: "monitoring.coreos.com", Version: "v1"}, "PrometheusRule"},
}

// Platforms are what the cluster offers beyond the core API, sorted. It asks
// discovery alone, which every user may.
func (c *Connection) Platforms(_ context.Context) ([]string, error) {
	groups, err := c.discovery.ServerGroups()
	if err != nil {
		return nil, c.failed(err, attempt{verb: "discover", resource: schema.GroupResource{Resource: "API groups"}})
	}
	offered := map[string]bool{}
	for _, g := range groups.Groups {
		for _, v := range g.Versions {
			offered[v.GroupVersion] = true
		}
	}
	found := []string{}
	for _, p := range platforms {
		if !offered[p.version.String()] {
			continue
		}
		served, err := c.served(p.version)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(served, func(r Resource) bool { return r.Kind == p.kind }) {
			found = append(found, p.name)
		}
	}
	return found, nil
}
