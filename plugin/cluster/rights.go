package cluster

import (
	"context"
	"fmt"
	"slices"
	"strings"

	authorizationv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// rights are what these credentials may do in a namespace.
type rights struct {
	connection *Connection
	namespace  string
	status     authorizationv1.SubjectRulesReviewStatus
}

// reviews answers what one may do, and needs no right to be asked.
var reviews = schema.GroupVersionResource{Group: "authorization.k8s.io", Version: "v1", Resource: "selfsubjectrulesreviews"}

// rightsIn asks, with one request, for all rights in a namespace.
func (c *Connection) rightsIn(ctx context.Context, namespace string) (*rights, error) {
	question := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": reviews.GroupVersion().String(), "kind": "SelfSubjectRulesReview",
		"spec": map[string]any{"namespace": namespace},
	}}
	answer, err := c.dynamic.Resource(reviews).Create(ctx, question, metav1.CreateOptions{})
	if err != nil {
		return nil, c.failed(err, attempt{verb: "create", resource: reviews.GroupResource()})
	}
	r := &rights{connection: c, namespace: namespace}
	status, _, _ := unstructured.NestedMap(answer.Object, "status")
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(status, &r.status); err != nil {
		return nil, fmt.Errorf("reading the rights in namespace %s: %w", namespace, oneLine(err))
	}
	return r, nil
}

// missing is the error of a right that is not there; for an object by name it may
// be one to that object alone. Where the API server's list is not complete, as
// with authorizers outside of it, the request itself has to show.
func (r *rights) missing(verb string, resource schema.GroupResource, name ...string) error {
	for _, rule := range r.status.ResourceRules {
		names := len(rule.ResourceNames) == 0 || len(name) > 0 && slices.Contains(rule.ResourceNames, name[0])
		if names && grants(rule.Verbs, verb) && grants(rule.APIGroups, resource.Group) && grantsResource(rule.Resources, resource.Resource) {
			return nil
		}
	}
	if r.status.Incomplete {
		return nil
	}
	return fmt.Errorf("%s: these credentials lack the right to %s: ask who administers the cluster for a role that has it",
		r.connection, attempt{verb, resource, r.namespace})
}

func grants(list []string, want string) bool {
	return slices.Contains(list, want) || slices.Contains(list, "*")
}

// grantsResource is grants for resources, of which a role may name a subresource
// of whatever has it: */eviction.
func grantsResource(list []string, want string) bool {
	_, sub, found := strings.Cut(want, "/")
	return grants(list, want) || found && slices.Contains(list, "*/"+sub)
}
