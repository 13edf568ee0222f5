package cluster

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// The words of an ApplySet (KEP-3659), which is how the next apply knows what
// this one had.
const (
	labelPartOf          = "applyset.kubernetes.io/part-of"
	labelID              = "applyset.kubernetes.io/id"
	annotationTooling    = "applyset.kubernetes.io/tooling"
	annotationKinds      = "applyset.kubernetes.io/contains-group-kinds"
	annotationNamespaces = "applyset.kubernetes.io/additional-namespaces"
	tooling              = FieldManager + "/v1"
)

// applySet is the set of objects that belong to a service in a namespace. Its
// parent is a ConfigMap that holds nothing but the set's description.
type applySet struct {
	name, namespace string
	parent          *unstructured.Unstructured // as it is live; nil: not there
}

func (s *applySet) id() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{s.name, s.namespace, configMaps.Kind, configMaps.Group}, ".")))
	return "applyset-" + base64.RawURLEncoding.EncodeToString(sum[:]) + "-v1"
}

// openSet reads the parent of a service's set.
func (c *Connection) openSet(ctx context.Context, service, namespace string) (*applySet, error) {
	s := &applySet{name: service + "-applyset", namespace: namespace}
	parent, err := c.dynamic.Resource(configMaps.GroupVersionResource).Namespace(namespace).Get(ctx, s.name, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
		return s, nil
	case err != nil:
		return nil, c.failed(err, attempt{"get", configMaps.GroupResource(), namespace})
	}
	s.parent = parent
	by, _, _ := strings.Cut(parent.GetAnnotations()[annotationTooling], "/")
	if by != FieldManager || parent.GetLabels()[labelID] != s.id() {
		return nil, fmt.Errorf("configmap/%s in namespace %s is not the ApplySet of this service (its tooling is %q): rename or delete it",
			s.name, namespace, shown(parent.GetAnnotations()[annotationTooling]))
	}
	return s, nil
}

// kinds are those the set may hold, by the parent.
func (s *applySet) kinds() []schema.GroupKind {
	var out []schema.GroupKind
	for _, text := range s.annotation(annotationKinds) {
		out = append(out, schema.ParseGroupKind(text))
	}
	return out
}

// namespaces are those the set may have objects in.
func (s *applySet) namespaces() []string {
	return append([]string{s.namespace}, s.annotation(annotationNamespaces)...)
}

func (s *applySet) annotation(key string) []string {
	if s.parent == nil || s.parent.GetAnnotations()[key] == "" {
		return nil
	}
	return strings.Split(s.parent.GetAnnotations()[key], ",")
}

// scope is what the objects of an apply span.
type scope struct{ kinds, namespaces []string }

func (s *applySet) scopeOf(items []*item) scope {
	var out scope
	for _, i := range items {
		out.kinds = append(out.kinds, i.resource.kind().GroupKind().String())
		if i.namespace != "" && i.namespace != s.namespace {
			out.namespaces = append(out.namespaces, i.namespace)
		}
	}
	return out.sorted()
}

// widened is the scope with what the parent says already: until everything is
// pruned, the set may hold both.
func (s *applySet) widened(to scope) scope {
	to.kinds = append(slices.Clone(to.kinds), s.annotation(annotationKinds)...)
	to.namespaces = append(slices.Clone(to.namespaces), s.annotation(annotationNamespaces)...)
	return to.sorted()
}

func (s scope) sorted() scope {
	slices.Sort(s.kinds)
	slices.Sort(s.namespaces)
	return scope{slices.Compact(s.kinds), slices.Compact(s.namespaces)}
}

// declare writes the parent.
func (c *Connection) declare(ctx context.Context, s *applySet, service string, to scope, dryRun bool) error {
	parent := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "ConfigMap",
		"metadata": map[string]any{
			"name": s.name, "namespace": s.namespace,
			"labels": map[string]any{labelID: s.id(), LabelManagedBy: FieldManager, LabelInstance: service},
			"annotations": map[string]any{
				annotationTooling: tooling, annotationKinds: strings.Join(to.kinds, ","), annotationNamespaces: strings.Join(to.namespaces, ","),
			},
		},
	}}
	opts := metav1.ApplyOptions{FieldManager: FieldManager, Force: true} // the parent is ours alone
	if dryRun {
		opts.DryRun = []string{metav1.DryRunAll}
	}
	live, err := c.dynamic.Resource(configMaps.GroupVersionResource).Namespace(s.namespace).Apply(ctx, s.name, parent, opts)
	if err != nil {
		return c.failed(err, attempt{"patch", configMaps.GroupResource(), s.namespace})
	}
	if !dryRun {
		s.parent = live
	}
	return nil
}
