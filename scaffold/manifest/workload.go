package manifest

import (
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

// Workload is an object that runs pods.
type Workload struct {
	Object   Object
	Template corev1.PodTemplateSpec
	// Selector is what finds the pods; nil where Kubernetes chooses it (Job).
	Selector map[string]string
}

// Workloads are the objects that run pods, in the order of the manifests. A
// Rollout that refers to a Deployment runs that Deployment's pods.
func Workloads(objects []Object) ([]Workload, error) {
	var out []Workload
	for _, o := range objects {
		w, ok, err := workload(o)
		if err != nil {
			return nil, err
		}
		if ok {
			w.Object = o
			out = append(out, w)
		}
	}
	return out, nil
}

// Serving are the workloads among the objects of an overlay that run for good,
// as a service does. That there is none is an error.
func Serving(overlay string, objects []Object) ([]Workload, error) {
	all, err := Workloads(objects)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(w Workload) bool { return !w.Serves() })
	if len(all) == 0 {
		return nil, fmt.Errorf("overlay %s runs no service: no Deployment, StatefulSet or DaemonSet", overlay)
	}
	return all, nil
}

func workload(o Object) (w Workload, ok bool, err error) {
	switch o.Kind() {
	case "Deployment":
		var d appsv1.Deployment
		err = o.Into(&d)
		w.Template = d.Spec.Template
		if d.Spec.Selector != nil {
			w.Selector = d.Spec.Selector.MatchLabels
		}
	case "StatefulSet":
		var s appsv1.StatefulSet
		err = o.Into(&s)
		w.Template = s.Spec.Template
		if s.Spec.Selector != nil {
			w.Selector = s.Spec.Selector.MatchLabels
		}
	case "DaemonSet":
		var d appsv1.DaemonSet
		err = o.Into(&d)
		w.Template = d.Spec.Template
		if d.Spec.Selector != nil {
			w.Selector = d.Spec.Selector.MatchLabels
		}
	case "Job":
		var j batchv1.Job
		err = o.Into(&j)
		w.Template = j.Spec.Template
	case "CronJob":
		var c batchv1.CronJob
		err = o.Into(&c)
		w.Template = c.Spec.JobTemplate.Spec.Template
	case "Pod":
		var p corev1.Pod
		err = o.Into(&p)
		w.Template = corev1.PodTemplateSpec{ObjectMeta: p.ObjectMeta, Spec: p.Spec}
	default:
		return w, false, nil
	}
	return w, true, err
}

// Serves tells whether the workload runs for good, as a service does.
func (w Workload) Serves() bool {
	switch w.Object.Kind() {
	case "Deployment", "StatefulSet", "DaemonSet":
		return true
	}
	return false
}
