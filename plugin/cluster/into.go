package cluster

import (
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

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
