// Package manifest builds the Kubernetes objects of a service's overlays, in
// the process and from a file tree: nothing is fetched and nothing is run.
package manifest

import (
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
)

// Object is one Kubernetes object as it would be sent to a cluster.
type Object map[string]any

// Kind is the object's kind.
func (o Object) Kind() string { return o.text("kind") }

// APIVersion is the object's group and version, such as apps/v1.
func (o Object) APIVersion() string { return o.text("apiVersion") }

// Name is metadata.name.
func (o Object) Name() string { return o.metadata("name") }

// Namespace is metadata.namespace.
func (o Object) Namespace() string { return o.metadata("namespace") }

func (o Object) metadata(key string) string {
	metadata, _ := o["metadata"].(map[string]any)
	text, _ := metadata[key].(string)
	return text
}

// String names the object the way kubectl's users do: Deployment/orders.
func (o Object) String() string { return o.Kind() + "/" + o.Name() }

// Field is the value at a path of keys, or nil.
func (o Object) Field(path ...string) any {
	var v any = map[string]any(o)
	for _, key := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

// Map is the mapping at a path of keys, or nil.
func (o Object) Map(path ...string) map[string]any {
	m, _ := o.Field(path...).(map[string]any)
	return m
}

// Into fills a typed object, such as an apps/v1 Deployment.
func (o Object) Into(typed any) error {
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(o, typed); err != nil {
		return fmt.Errorf("%s: %w", o, err)
	}
	return nil
}

func (o Object) text(key string) string {
	s, _ := o[key].(string)
	return s
}
