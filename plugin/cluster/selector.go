package cluster

import (
	"encoding/json"
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
)

// selectorAt is the label selector at a path of an object; nil: there is none.
func selectorAt(o map[string]any, path ...string) (labels.Selector, error) {
	raw, found, err := unstructured.NestedMap(o, path...)
	if err != nil || !found {
		return nil, err
	}
	var selector metav1.LabelSelector
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(raw, &selector); err != nil {
		return nil, err
	}
	return metav1.LabelSelectorAsSelector(&selector)
}

// into reads the fields that a type names from an object.
func into(o *unstructured.Unstructured, typed any) error {
	text, err := json.Marshal(o.Object)
	if err == nil {
		err = json.Unmarshal(text, typed)
	}
	if err != nil {
		return fmt.Errorf("reading %s %s: %w", o.GetKind(), shown(o.GetName()), oneLine(err))
	}
	return nil
}
