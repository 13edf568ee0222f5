package facts

import (
	"context"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// Image is what a container runs.
type Image struct {
	Workload  string `cel:"workload" doc:"the object that runs it, such as Deployment/orders"`
	Container string `cel:"container" doc:"the container's name"`
	Image     string `cel:"image" doc:"the reference"`
	Digest    bool   `cel:"digest" doc:"whether it names one content for good"`
}

func images(ctx context.Context, o *Overlay) (any, error) {
	workloads, err := o.workloads(ctx)
	if err != nil {
		return nil, err
	}
	out := []Image{}
	for _, w := range workloads {
		for _, c := range everyContainer(w.Template.Spec) {
			out = append(out, Image{Workload: w.Object.String(), Container: c.Name, Image: c.Image, Digest: strings.Contains(c.Image, "@sha256:")})
		}
	}
	return out, nil
}

func everyContainer(pod corev1.PodSpec) []corev1.Container {
	return append(append([]corev1.Container{}, pod.InitContainers...), pod.Containers...)
}

func (o *Overlay) workloads(ctx context.Context) ([]manifest.Workload, error) {
	objects, err := o.objects(ctx)
	if err != nil {
		return nil, err
	}
	return manifest.Workloads(objects)
}
