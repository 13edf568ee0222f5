package cluster

import (
	"encoding/json"
	"strings"

	quantity "k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// settled tells that applying an object would certainly change nothing: every
// value of the manifest is live, and our field manager owns no field that the
// manifest does not have, which an apply would take away. What it cannot tell
// it denies; the API server knows.
func settled(want, live *unstructured.Unstructured) bool {
	for key, value := range want.Object {
		if key == "status" {
			continue
		}
		if !covers(live.Object[key], value) {
			return false
		}
	}
	for _, entry := range live.GetManagedFields() {
		if entry.Manager != FieldManager || entry.Operation != metav1.ManagedFieldsOperationApply || entry.Subresource != "" || entry.FieldsV1 == nil {
			continue
		}
		var owned map[string]any
		if json.Unmarshal(entry.FieldsV1.GetRawBytes(), &owned) != nil || !holds(want.Object, owned) {
			return false
		}
	}
	return true
}

// covers tells whether a live value says all that a wanted one says. Lists have
// to agree element by element, in their order.
func covers(live, want any) bool {
	switch want := want.(type) {
	case map[string]any:
		have, ok := live.(map[string]any)
		if !ok {
			return false
		}
		for key, value := range want {
			if !covers(have[key], value) {
				return false
			}
		}
		return true
	case []any:
		have, ok := live.([]any)
		if !ok || len(have) != len(want) {
			return false
		}
		for n := range want {
			if !covers(have[n], want[n]) {
				return false
			}
		}
		return true
	}
	return live == want || sameQuantity(live, want)
}

// sameQuantity tells whether two scalars are one quantity: 1000m and 1.
func sameQuantity(a, b any) bool {
	x, okX := a.(string)
	y, okY := b.(string)
	if !okX || !okY {
		return false
	}
	p, errP := quantity.ParseQuantity(x)
	q, errQ := quantity.ParseQuantity(y)
	return errP == nil && errQ == nil && p.Cmp(q) == 0
}

// holds tells whether a manifest has every field of a set of owned ones
// (FieldsV1): "f:" is a field, "k:" an element by its keys, "v:" one by its
// value, "." the thing itself.
func holds(manifest any, owned map[string]any) bool {
	for path, below := range owned {
		if path == "." || path == "f:"+labelPartOf {
			continue
		}
		deeper, _ := below.(map[string]any)
		kind, name, _ := strings.Cut(path, ":")
		var next any
		found := false
		switch kind {
		case "f":
			fields, _ := manifest.(map[string]any)
			next, found = fields[name]
		case "k":
			next, found = element(manifest, name)
		case "v":
			next, found = value(manifest, name)
		}
		if !found || !holds(next, deeper) {
			return false
		}
	}
	return true
}

// element finds the element of a list that has the given keys. A key with a
// default, such as protocol, may be missing in a manifest.
func element(list any, keys string) (any, bool) {
	var want map[string]any
	if json.Unmarshal([]byte(keys), &want) != nil {
		return nil, false
	}
	elements, _ := list.([]any)
	for _, e := range elements {
		fields, _ := e.(map[string]any)
		same := fields != nil
		for key, value := range want {
			if have, ok := fields[key]; ok && !sameScalar(have, value) {
				same = false
			}
		}
		if same {
			return e, true
		}
	}
	return nil, false
}

// value finds an element of a list of scalars.
func value(list any, text string) (any, bool) {
	var want any
	if json.Unmarshal([]byte(text), &want) != nil {
		return nil, false
	}
	elements, _ := list.([]any)
	for _, e := range elements {
		if sameScalar(e, want) {
			return e, true
		}
	}
	return nil, false
}

// sameScalar compares what was read from JSON by two decoders.
func sameScalar(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
