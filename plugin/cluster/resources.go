package cluster

import (
	"context"
	"fmt"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// Resource is where the API server serves a kind.
type Resource struct {
	schema.GroupVersionResource
	Kind       string
	Namespaced bool
}

// known are the kinds that need no discovery: what the standard pack makes, of
// groups whose resources do not change.
var known = map[schema.GroupVersionKind]Resource{}

// resources of the core API that this package itself asks for.
var (
	configMaps   = builtin("", "v1", "ConfigMap", "configmaps")
	deployments  = builtin("apps", "v1", "Deployment", "deployments")
	events       = builtin("", "v1", "Event", "events")
	namespaces   = clusterWide("", "v1", "Namespace", "namespaces")
	nodes        = clusterWide("", "v1", "Node", "nodes")
	pods         = builtin("", "v1", "Pod", "pods")
	statefulSets = builtin("apps", "v1", "StatefulSet", "statefulsets")
	daemonSets   = builtin("apps", "v1", "DaemonSet", "daemonsets")
	rollouts     = resource("argoproj.io", "v1alpha1", "Rollout", "rollouts", true) // may not be there
	autoscalers  = builtin("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers")
	policies     = builtin("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies")
	budgets      = builtin("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets")
	podMetrics   = resource("metrics.k8s.io", "v1beta1", "PodMetrics", "pods", true) // may not be there
	_            = builtin("", "v1", "Secret", "secrets")
	_            = builtin("", "v1", "Service", "services")
	_            = builtin("", "v1", "ServiceAccount", "serviceaccounts")
	_            = builtin("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims")
	_            = builtin("batch", "v1", "CronJob", "cronjobs")
	_            = builtin("batch", "v1", "Job", "jobs")
	_            = builtin("networking.k8s.io", "v1", "Ingress", "ingresses")
	_            = builtin("rbac.authorization.k8s.io", "v1", "Role", "roles")
	_            = builtin("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings")
)

func resource(group, version, kind, plural string, namespaced bool) Resource {
	return Resource{schema.GroupVersionResource{Group: group, Version: version, Resource: plural}, kind, namespaced}
}

func builtin(group, version, kind, plural string) Resource {
	r := resource(group, version, kind, plural, true)
	known[r.kind()] = r
	return r
}

func clusterWide(group, version, kind, plural string) Resource {
	r := resource(group, version, kind, plural, false)
	known[r.kind()] = r
	return r
}

func (r Resource) kind() schema.GroupVersionKind { return r.GroupVersion().WithKind(r.Kind) }

// path is the resource's address; an empty namespace is all of them.
func (r Resource) path(namespace string) string {
	var parts []string
	if r.Group == "" {
		parts = append(parts, "/api", r.Version)
	} else {
		parts = append(parts, "/apis", r.Group, r.Version)
	}
	if namespace != "" {
		parts = append(parts, "namespaces", namespace)
	}
	return strings.Join(append(parts, r.Resource), "/")
}

// reference names an object as kubectl does: deployment.apps/orders.
func (r Resource) reference(name string) string {
	kind := strings.ToLower(r.Kind)
	if r.Group != "" {
		kind += "." + r.Group
	}
	return kind + "/" + name
}

// resources finds the resource of a kind, by one request a group and version
// that is not known.
type resources struct {
	discovery discovery.ServerResourcesInterface
	found     map[schema.GroupVersion][]Resource
}

// MissingKindError is returned for a kind that the cluster does not serve.
type MissingKindError struct {
	Kind    schema.GroupVersionKind
	Cluster string
}

func (e *MissingKindError) Error() string {
	return fmt.Sprintf("%s has no %s of %s: install what brings it, or take its platform out of svc.yaml and run 'kubectl svc update'",
		e.Cluster, e.Kind.Kind, e.Kind.GroupVersion())
}

func (c *Connection) resourceOf(_ context.Context, kind schema.GroupVersionKind) (Resource, error) {
	if r, ok := known[kind]; ok {
		return r, nil
	}
	served, err := c.served(kind.GroupVersion())
	if err != nil {
		return Resource{}, err
	}
	for _, r := range served {
		if r.Kind == kind.Kind {
			return r, nil
		}
	}
	return Resource{}, &MissingKindError{Kind: kind, Cluster: c.String()}
}

// served are the resources of a group and version; none where it does not
// exist.
func (c *Connection) served(version schema.GroupVersion) ([]Resource, error) {
	if list, ok := c.resources.found[version]; ok {
		return list, nil
	}
	list, err := c.resources.discovery.ServerResourcesForGroupVersion(version.String())
	if err != nil && !apierrors.IsNotFound(err) {
		return nil, c.failed(err, attempt{verb: "discover", resource: schema.GroupResource{Resource: version.String()}})
	}
	served := []Resource{}
	if list != nil {
		for _, r := range list.APIResources {
			if !strings.Contains(r.Name, "/") {
				served = append(served, resource(version.Group, version.Version, r.Kind, r.Name, r.Namespaced))
			}
		}
	}
	if c.resources.found == nil {
		c.resources.found = map[schema.GroupVersion][]Resource{}
	}
	c.resources.found[version] = served
	return served, nil
}

// Reference names an object as kubectl does, without asking the cluster.
func Reference(o manifest.Object) string {
	group := ""
	if before, _, found := strings.Cut(o.APIVersion(), "/"); found {
		group = before
	}
	return Resource{GroupVersionResource: schema.GroupVersionResource{Group: group}, Kind: o.Kind()}.reference(o.Name())
}
