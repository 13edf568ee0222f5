package manifest

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Selector is the label selector at a path of keys. One that is absent selects
// nothing.
func (o Object) Selector(path ...string) (labels.Selector, error) {
	raw := o.Map(path...)
	if raw == nil {
		return labels.Nothing(), nil
	}
	var selector metav1.LabelSelector
	if err := Object(raw).Into(&selector); err != nil {
		return nil, err
	}
	return metav1.LabelSelectorAsSelector(&selector)
}
