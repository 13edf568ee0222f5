package cluster

import (
	"context"
	"encoding/json"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// item is an object on its way to the cluster.
type item struct {
	manifest  manifest.Object
	want      *unstructured.Unstructured // what is sent
	before    *unstructured.Unstructured // what was there at the start; nil: nothing
	live      *unstructured.Unstructured // what was there last
	resource  Resource
	namespace string
	replicas  *int64 // the live number, where it is handed over
}

func (i *item) String() string { return i.resource.reference(i.want.GetName()) }

// items resolve the objects of an overlay, in its order.
func (c *Connection) items(ctx context.Context, objects []manifest.Object, namespace, partOf string) ([]*item, error) {
	out := make([]*item, 0, len(objects))
	for _, o := range objects {
		version, err := schema.ParseGroupVersion(o.APIVersion())
		if err != nil {
			return nil, fmt.Errorf("%s: apiVersion %q: %w", o, o.APIVersion(), err)
		}
		r, err := c.resourceOf(ctx, version.WithKind(o.Kind()))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o, err)
		}
		want, err := copied(o)
		if err != nil {
			return nil, err
		}
		i := &item{manifest: o, want: want, resource: r}
		if r.Namespaced {
			if i.namespace = want.GetNamespace(); i.namespace == "" {
				i.namespace = namespace
				want.SetNamespace(namespace)
			}
		}
		if partOf != "" {
			labels := want.GetLabels()
			if labels == nil {
				labels = map[string]string{}
			}
			labels[labelPartOf] = partOf
			want.SetLabels(labels)
		}
		out = append(out, i)
	}
	return out, nil
}

// copied is a manifest in the types that JSON has, which are those that
// client-go copies.
func copied(o manifest.Object) (*unstructured.Unstructured, error) {
	text, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o, err)
	}
	want := &unstructured.Unstructured{}
	if err := want.UnmarshalJSON(text); err != nil {
		return nil, fmt.Errorf("%s: %w", o, oneLine(err))
	}
	return want, nil
}

// client is where the item's object is.
func (c *Connection) client(i *item) dynamic.ResourceInterface {
	if i.namespace == "" {
		return c.dynamic.Resource(i.resource.GroupVersionResource)
	}
	return c.dynamic.Resource(i.resource.GroupVersionResource).Namespace(i.namespace)
}

// look reads what is live, one request an object.
func (c *Connection) look(ctx context.Context, i *item) error {
	live, err := c.client(i).Get(ctx, i.want.GetName(), metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		i.live = nil
		return nil
	}
	if err != nil {
		return c.failed(err, i.attempt("get"))
	}
	i.live = live
	return nil
}

func (i *item) attempt(verb string) attempt {
	return attempt{verb, i.resource.GroupResource(), i.namespace}
}

// send applies the item's object.
func (c *Connection) send(ctx context.Context, i *item, force, dryRun bool) (*unstructured.Unstructured, error) {
	opts := metav1.ApplyOptions{FieldManager: FieldManager, Force: force}
	if dryRun {
		opts.DryRun = []string{metav1.DryRunAll}
	}
	return c.client(i).Apply(ctx, i.want.GetName(), i.want, opts)
}
