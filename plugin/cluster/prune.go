package cluster

import (
	"context"
	"fmt"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
)

// leftover is an object of the set that the manifests no longer have.
type leftover struct {
	resource Resource
	name, ns string
	uid      types.UID
}

func (l leftover) String() string { return l.resource.reference(l.name) }

// member is what pruning looks at: labels alone can be copied with an object,
// the field manager cannot.
type member struct {
	Metadata struct {
		Name              string                      `json:"name"`
		Namespace         string                      `json:"namespace"`
		UID               types.UID                   `json:"uid"`
		DeletionTimestamp *metav1.Time                `json:"deletionTimestamp"`
		ManagedFields     []metav1.ManagedFieldsEntry `json:"managedFields"`
	} `json:"metadata"`
}

// leftovers finds what is to be pruned, and what only looks like it.
func (c *Connection) leftovers(ctx context.Context, set *applySet, items []*item) (gone []leftover, notes []string, err error) {
	kept := map[string]bool{}
	for _, i := range items {
		kept[i.resource.kind().GroupKind().String()+" "+i.namespace+"/"+i.want.GetName()] = true
	}
	seen := map[types.UID]bool{}
	for _, kind := range set.kinds() {
		r, err := c.servedKind(kind, items)
		if err != nil {
			return nil, nil, err
		}
		if r == nil { // its definition is gone, and its objects with it
			continue
		}
		spaces := set.namespaces()
		if !r.Namespaced {
			spaces = []string{""}
		}
		for _, ns := range spaces {
			q := query{resource: *r, namespace: ns, labels: labelPartOf + "=" + set.id(), metadataOnly: true}
			err := each(ctx, c, q, func(m *member) error {
				l := leftover{*r, m.Metadata.Name, m.Metadata.Namespace, m.Metadata.UID}
				switch {
				case kept[kind.String()+" "+l.ns+"/"+l.name], seen[l.uid], m.Metadata.DeletionTimestamp != nil:
				case !appliedBy(m.Metadata.ManagedFields, FieldManager):
					notes = append(notes, fmt.Sprintf("%s is left alone: it carries the label of this service's set, but was not applied by %s", l, FieldManager))
				default:
					gone = append(gone, l)
				}
				seen[l.uid] = true
				return nil
			})
			if err != nil {
				return nil, nil, err
			}
		}
	}
	return gone, notes, nil
}

// servedKind finds the resource of a kind whose version is not recorded.
func (c *Connection) servedKind(kind schema.GroupKind, items []*item) (*Resource, error) {
	for _, i := range items {
		if i.resource.kind().GroupKind() == kind {
			return &i.resource, nil
		}
	}
	for _, r := range known {
		if r.kind().GroupKind() == kind {
			return &r, nil
		}
	}
	groups, err := c.discovery.ServerGroups()
	if err != nil {
		return nil, c.failed(err, attempt{verb: "discover", resource: schema.GroupResource{Resource: "API groups"}})
	}
	for _, g := range groups.Groups {
		if g.Name != kind.Group {
			continue
		}
		version, err := schema.ParseGroupVersion(g.PreferredVersion.GroupVersion)
		if err != nil {
			return nil, err
		}
		served, err := c.served(version)
		if err != nil {
			return nil, err
		}
		if at := slices.IndexFunc(served, func(r Resource) bool { return r.Kind == kind.Kind }); at >= 0 {
			return &served[at], nil
		}
	}
	return nil, nil
}

// prune deletes what the manifests no longer have.
func (a *applying) prune(ctx context.Context, dryRun bool) error {
	gone, notes, err := a.leftovers(ctx, a.set, a.items)
	if err != nil {
		return err
	}
	for _, note := range notes {
		a.req.Report(Event{Note: note})
	}
	for _, l := range gone {
		background := metav1.DeletePropagationBackground
		opts := metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &l.uid}, PropagationPolicy: &background}
		if dryRun {
			opts.DryRun = []string{metav1.DryRunAll}
		}
		resource := a.dynamic.Resource(l.resource.GroupVersionResource)
		err := a.persist(ctx, func() error {
			if l.ns == "" {
				return resource.Delete(ctx, l.name, opts)
			}
			return resource.Namespace(l.ns).Delete(ctx, l.name, opts)
		})
		// Gone already, or another object of that name by now.
		if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
			return a.failed(err, attempt{"delete", l.resource.GroupResource(), l.ns})
		}
		a.req.Report(Event{Done: &Done{Object: l.String(), Namespace: l.ns, Action: ActionPruned}})
	}
	return nil
}
