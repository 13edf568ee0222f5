package facts

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// immutableFields are what the API server refuses to change once an object
// lives, by kind; where everything below spec is immutable but some fields,
// those stand in mutable. From the validation of Kubernetes 1.37.
var immutableFields = []struct {
	kind    string
	field   []string
	mutable []string // below field
	recipe  string   // what it takes; %s is the object's name
}{
	{kind: "Deployment", field: []string{"spec", "selector"}, recipe: "kubectl delete deployment %s --cascade=orphan, then apply: pods go on running"},
	{kind: "DaemonSet", field: []string{"spec", "selector"}, recipe: "kubectl delete daemonset %s --cascade=orphan, then apply: pods go on running"},
	{kind: "StatefulSet", field: []string{"spec"},
		mutable: []string{"replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"},
		recipe:  "kubectl delete statefulset %s --cascade=orphan, then apply: pods and their volumes stay"},
	{kind: "Job", field: []string{"spec", "template"}, recipe: "kubectl delete job %s, then apply: it runs again"},
	{kind: "Job", field: []string{"spec", "selector"}, recipe: "kubectl delete job %s, then apply: it runs again"},
	{kind: "Service", field: []string{"spec", "clusterIP"}, recipe: "kubectl delete service %s, then apply: it gets another address"},
	{kind: "PersistentVolumeClaim", field: []string{"spec"}, mutable: []string{"resources", "volumeAttributesClassName"},
		recipe: "back up the data of claim %s, delete it, apply and restore"},
	{kind: "RoleBinding", field: []string{"roleRef"}, recipe: "kubectl delete rolebinding %s, then apply"},
	{kind: "ClusterRoleBinding", field: []string{"roleRef"}, recipe: "kubectl delete clusterrolebinding %s, then apply"},
	{kind: "PriorityClass", field: []string{"value"}, recipe: "make a PriorityClass of another name; %s is in use"},
}

// immutable compares the overlay with what it built to before the operation.
func immutable(ctx context.Context, o *Overlay) (any, error) {
	changes := []string{}
	if o.set.source.Before == nil {
		return changes, nil
	}
	now, err := o.objects(ctx)
	if err != nil {
		return nil, err
	}
	names, err := manifest.Overlays(o.set.source.Before)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(names, o.Name) {
		return changes, nil // a new overlay has nothing live
	}
	before, err := manifest.Overlay(ctx, o.set.source.Before, o.Name)
	if err != nil {
		return nil, fmt.Errorf("as it was before: %w", err)
	}
	old := map[string]manifest.Object{}
	for _, b := range before {
		old[b.String()] = b
	}
	for _, n := range now {
		if b, lived := old[n.String()]; lived {
			changes = append(changes, immutableChanges(b, n)...)
		}
	}
	return changes, nil
}

func immutableChanges(before, now manifest.Object) []string {
	var changes []string
	for _, f := range immutableFields {
		if f.kind != now.Kind() {
			continue
		}
		for _, path := range changedBelow(before.Field(f.field...), now.Field(f.field...), f.field, f.mutable) {
			changes = append(changes, fmt.Sprintf("%s %s changes, which is immutable once live: "+f.recipe, now, path, now.Name()))
		}
	}
	return changes
}

// changedBelow is the path of what changed: the field itself, or, where only
// part of it is immutable, each of that part's keys.
func changedBelow(before, now any, field, mutable []string) []string {
	if mutable == nil {
		if reflect.DeepEqual(before, now) {
			return nil
		}
		return []string{dotted(field)}
	}
	b, _ := before.(map[string]any)
	n, _ := now.(map[string]any)
	var changed []string
	for key := range keysOf(b, n) {
		if !slices.Contains(mutable, key) && !reflect.DeepEqual(b[key], n[key]) {
			changed = append(changed, dotted(append(slices.Clone(field), key)))
		}
	}
	sort.Strings(changed)
	return changed
}

func keysOf(maps ...map[string]any) map[string]bool {
	keys := map[string]bool{}
	for _, m := range maps {
		for k := range m {
			keys[k] = true
		}
	}
	return keys
}

func dotted(path []string) string { return strings.Join(path, ".") }
