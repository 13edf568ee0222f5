package facts

import (
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// selects tells whether a label selector of an object, at a path of keys,
// matches labels.
func selects(o manifest.Object, with map[string]string, path ...string) (bool, error) {
	selector, err := o.Selector(path...)
	return err == nil && selector.Matches(labels.Set(with)), err
}

// plainSelects is selects for the plain maps that Services select by.
func plainSelects(selector map[string]any, with map[string]string) bool {
	for key, want := range selector {
		if with[key] != want {
			return false
		}
	}
	return len(selector) > 0
}

// anySelected tells whether a selector finds the pods of any workload.
func anySelected(o manifest.Object, workloads []manifest.Workload, path ...string) (bool, error) {
	for _, w := range workloads {
		ok, err := selects(o, w.Template.Labels, path...)
		if ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// ofKind are the objects of a kind.
func ofKind(objects []manifest.Object, kinds ...string) []manifest.Object {
	var out []manifest.Object
	for _, o := range objects {
		for _, kind := range kinds {
			if o.Kind() == kind {
				out = append(out, o)
			}
		}
	}
	return out
}
