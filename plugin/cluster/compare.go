package cluster

import (
	"context"

	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// Difference is an object that is live otherwise than an overlay says.
type Difference struct {
	Object    string // as kubectl names it
	Namespace string
	// Live is what there is, Wanted what an apply would make of it, both
	// without what every write changes. Nil: there is none.
	Live, Wanted map[string]any
}

// Compare has the API server apply an overlay without keeping it, and returns
// what would differ from what is live, in the order of the overlay. What an
// apply would prune comes last.
func (c *Connection) Compare(ctx context.Context, service, namespace string, objects []manifest.Object) ([]Difference, error) {
	a := &applying{Connection: c, req: ApplyRequest{
		Service: service, Namespace: namespace, Objects: objects, Force: true, Report: func(Event) {},
	}}
	if err := a.prepare(ctx); err != nil {
		return nil, err
	}
	var out []Difference
	for n, i := range a.items {
		if i.before == nil || !same(i.before, a.merged[n]) {
			out = append(out, Difference{Object: i.String(), Namespace: i.namespace, Live: content(i.before), Wanted: content(a.merged[n])})
		}
	}
	gone, _, err := c.leftovers(ctx, a.set, a.items)
	if err != nil {
		return nil, err
	}
	for _, l := range gone {
		resource := c.dynamic.Resource(l.resource.GroupVersionResource)
		var live *unstructured.Unstructured
		if l.ns == "" {
			live, err = resource.Get(ctx, l.name, metav1.GetOptions{})
		} else {
			live, err = resource.Namespace(l.ns).Get(ctx, l.name, metav1.GetOptions{})
		}
		if apierrors.IsNotFound(err) {
			continue // gone since it was listed
		}
		if err != nil {
			return nil, c.failed(err, attempt{"get", l.resource.GroupResource(), l.ns})
		}
		out = append(out, Difference{Object: l.String(), Namespace: l.ns, Live: content(live)})
	}
	return out, nil
}

// same tells whether two states of an object say the same.
func same(a, b *unstructured.Unstructured) bool {
	return equality.Semantic.DeepEqual(content(a), content(b))
}

// content is an object without what every write changes, and without the word
// of the set it belongs to: who applied it before us is no difference.
func content(o *unstructured.Unstructured) map[string]any {
	if o == nil {
		return nil
	}
	o = o.DeepCopy()
	for _, field := range []string{"managedFields", "resourceVersion", "generation", "uid", "creationTimestamp"} {
		unstructured.RemoveNestedField(o.Object, "metadata", field)
	}
	unstructured.RemoveNestedField(o.Object, "metadata", "labels", labelPartOf)
	unstructured.RemoveNestedField(o.Object, "status")
	return o.Object
}

// Try has the API server check an overlay, and returns what it refuses. No
// object needs to be there.
func (c *Connection) Try(ctx context.Context, namespace string, objects []manifest.Object) ([]Rejection, error) {
	items, err := c.items(ctx, objects, namespace, "")
	if err != nil {
		return nil, err
	}
	var refused []Rejection
	for _, i := range items {
		_, err := c.send(ctx, i, true, true)
		found := rejections(i.String(), err)
		if err != nil && (len(found) == 0 || missingNamespace(err)) {
			return nil, c.failed(err, i.attempt("patch"))
		}
		refused = append(refused, found...)
	}
	return refused, nil
}
