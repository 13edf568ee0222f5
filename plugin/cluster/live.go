package cluster

import (
	"context"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// Workload is a workload of a service as it runs.
type Workload struct {
	Progress
	Images     []string    `json:"images"`
	Conditions []Condition `json:"conditions"`
	// Missing tells that it is not deployed.
	Missing bool `json:"missing,omitempty"`
}

// Workloads are the workloads of an overlay as they run.
func (c *Connection) Workloads(ctx context.Context, namespace string, objects []manifest.Object) ([]Workload, error) {
	objects = slices.DeleteFunc(slices.Clone(objects), func(o manifest.Object) bool { return !rolls(o.Kind()) })
	items, err := c.items(ctx, objects, namespace, "")
	if err != nil {
		return nil, err
	}
	out := []Workload{}
	for _, i := range items {
		if err := c.look(ctx, i); err != nil {
			return nil, err
		}
		if i.live == nil {
			out = append(out, Workload{Progress: Progress{Object: i.String()}, Images: []string{}, Conditions: []Condition{}, Missing: true})
			continue
		}
		out = append(out, Workload{Progress: progressOf(i.resource, i.live), Images: imagesOf(i.live), Conditions: conditionsOf(i.live)})
	}
	return out, nil
}

func imagesOf(o *unstructured.Unstructured) []string {
	images := []string{}
	list, _, _ := unstructured.NestedSlice(o.Object, "spec", "template", "spec", "containers")
	for _, entry := range list {
		if m, ok := entry.(map[string]any); ok {
			image, _ := m["image"].(string)
			images = append(images, shown(image))
		}
	}
	return images
}
