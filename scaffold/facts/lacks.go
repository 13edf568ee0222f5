package facts

import (
	"context"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// Lacks says, property by property, what the manifests of the service lack.
// Workloads that run to an end, such as Jobs, are not looked at.
type Lacks struct {
	ReadinessProbe string `cel:"readinessProbe" doc:"each container with ports tells when it can serve"`
	LivenessProbe  string `cel:"livenessProbe" doc:"each container with ports is restarted when it hangs"`
	StartupProbe   string `cel:"startupProbe" doc:"each container with ports gets the time it needs to start"`
	DistinctProbes string `cel:"distinctProbes" doc:"liveness and readiness ask for different things"`
	Requests       string `cel:"requests" doc:"each container requests CPU and memory"`
	MemoryLimit    string `cel:"memoryLimit" doc:"each container has a memory limit, equal to what it requests"`
	CPULimit       string `cel:"cpuLimit" doc:"each container has a CPU limit"`
	EphemeralLimit string `cel:"ephemeralLimit" doc:"each container has a limit on what it writes to the node's disk"`
	RollingUpdate  string `cel:"rollingUpdate" doc:"a rollout takes no pod away before its successor is ready"`
	PreStop        string `cel:"preStop" doc:"a pod waits before it stops, until nobody sends it requests any more"`
	NoReplicas     string `cel:"noReplicas" doc:"manifests set no number of replicas, which an autoscaler would fight"`
	Autoscaler     string `cel:"autoscaler" doc:"an autoscaler keeps at least two replicas"`
	Budget         string `cel:"budget" doc:"a PodDisruptionBudget covers the pods"`
	Spread         string `cel:"spread" doc:"replicas are spread over zones and nodes"`
	HostSpread     string `cel:"hostSpread" doc:"two replicas share a node only if there is no other way for the scheduler (DoNotSchedule)"`
	NetworkPolicy  string `cel:"networkPolicy" doc:"a NetworkPolicy covers the pods for ingress and egress"`
	ServiceAccount string `cel:"serviceAccount" doc:"pods have an account of their own and hold no token"`
}

func lacks(ctx context.Context, o *Overlay) (any, error) {
	objects, err := o.objects(ctx)
	if err != nil {
		return nil, err
	}
	l := &lacking{objects: objects}
	if l.services, err = manifest.Serving(o.Name, objects); err != nil {
		return nil, err
	}
	covered, err := l.covered("PodDisruptionBudget", "spec", "selector")
	if err != nil {
		return nil, err
	}
	policed, err := l.policed()
	if err != nil {
		return nil, err
	}
	return Lacks{
		ReadinessProbe: l.each(answering, func(c corev1.Container) bool { return c.ReadinessProbe != nil }, "no readiness probe"),
		LivenessProbe:  l.each(answering, func(c corev1.Container) bool { return c.LivenessProbe != nil }, "no liveness probe"),
		StartupProbe:   l.each(answering, func(c corev1.Container) bool { return c.StartupProbe != nil }, "no startup probe"),
		DistinctProbes: l.each(answering, distinctProbes, "the same readiness and liveness probe"),
		Requests:       l.each(all, requested(corev1.ResourceCPU, corev1.ResourceMemory), "no request for CPU or memory"),
		MemoryLimit:    l.each(all, memoryLimited, "no memory limit equal to its request"),
		CPULimit:       l.each(all, limited(corev1.ResourceCPU), "no CPU limit"),
		EphemeralLimit: l.each(all, limited(corev1.ResourceEphemeralStorage), "no ephemeral-storage limit"),
		PreStop:        l.each(answering, func(c corev1.Container) bool { return c.Lifecycle != nil && c.Lifecycle.PreStop != nil }, "no preStop action"),
		RollingUpdate:  l.workload(rollsWithoutLoss, "may take a pod away before its successor is ready (maxUnavailable is not 0)"),
		NoReplicas:     l.workload(func(w manifest.Workload) bool { return w.Object.Field("spec", "replicas") == nil }, "sets replicas"),
		Autoscaler:     l.workload(l.autoscaled, "has no autoscaler that keeps two replicas or more"),
		Budget:         l.workload(covered, "has no PodDisruptionBudget"),
		Spread:         l.workload(func(w manifest.Workload) bool { return spreadOver(w, zoneKey, "") && spreadOver(w, hostKey, "") }, "is not spread over zones and nodes"),
		HostSpread:     l.workload(func(w manifest.Workload) bool { return spreadOver(w, hostKey, corev1.DoNotSchedule) }, "may have two replicas on one node (no DoNotSchedule)"),
		NetworkPolicy:  l.workload(policed, "has no NetworkPolicy for both ingress and egress"),
		ServiceAccount: l.workload(ownAccount, "has no service account of its own without a token"),
	}, nil
}

// lacking looks at what serves requests.
type lacking struct {
	objects  []manifest.Object
	services []manifest.Workload
}

// each names the containers, of those that count, that a property does not
// hold for.
func (l *lacking) each(counts, holds func(corev1.Container) bool, lack string) string {
	var found []string
	for _, w := range l.services {
		n := 0
		for _, c := range w.Template.Spec.Containers {
			if !counts(c) {
				continue
			}
			if n++; !holds(c) {
				found = append(found, fmt.Sprintf("%s: container %s has %s", w.Object, c.Name, lack))
			}
		}
		if n == 0 {
			found = append(found, fmt.Sprintf("%s: no container declares a port", w.Object))
		}
	}
	return strings.Join(found, "; ")
}

// workload names the workloads that a property does not hold for.
func (l *lacking) workload(holds func(manifest.Workload) bool, lack string) string {
	var found []string
	for _, w := range l.services {
		if !holds(w) {
			found = append(found, fmt.Sprintf("%s %s", w.Object, lack))
		}
	}
	return strings.Join(found, "; ")
}

func all(corev1.Container) bool { return true }

// answering are the containers that are sent requests.
func answering(c corev1.Container) bool { return len(c.Ports) > 0 }

func distinctProbes(c corev1.Container) bool {
	return c.ReadinessProbe == nil || c.LivenessProbe == nil || asks(c.ReadinessProbe) != asks(c.LivenessProbe)
}

// asks is what a probe asks for, as text.
func asks(p *corev1.Probe) string { return p.ProbeHandler.String() }

func requested(names ...corev1.ResourceName) func(corev1.Container) bool {
	return func(c corev1.Container) bool {
		for _, name := range names {
			if _, ok := c.Resources.Requests[name]; !ok {
				return false
			}
		}
		return true
	}
}

func limited(name corev1.ResourceName) func(corev1.Container) bool {
	return func(c corev1.Container) bool { _, ok := c.Resources.Limits[name]; return ok }
}

func memoryLimited(c corev1.Container) bool {
	limit, ok := c.Resources.Limits[corev1.ResourceMemory]
	return ok && limit.Cmp(c.Resources.Requests[corev1.ResourceMemory]) == 0
}

func rollsWithoutLoss(w manifest.Workload) bool {
	if w.Object.Kind() != "Deployment" {
		return true // the others replace one pod at a time
	}
	switch v := w.Object.Field("spec", "strategy", "rollingUpdate", "maxUnavailable").(type) {
	case string:
		return strings.TrimSuffix(v, "%") == "0"
	default:
		return number(v, 1) == 0 // Kubernetes' default is 25 %
	}
}

func (l *lacking) autoscaled(w manifest.Workload) bool {
	for _, s := range scalersOf(l.objects) {
		if s.bounds.Min < 2 {
			continue
		}
		if s.kind == w.Object.Kind() && s.name == w.Object.Name() || rolloutOf(l.objects, s, w) {
			return true
		}
	}
	return false
}

// rolloutOf tells whether a scaler's target is an Argo Rollout that takes its
// pods from the workload.
func rolloutOf(objects []manifest.Object, s scaler, w manifest.Workload) bool {
	for _, o := range ofKind(objects, "Rollout") {
		if s.kind == "Rollout" && o.Name() == s.name &&
			o.Field("spec", "workloadRef", "kind") == w.Object.Kind() && o.Field("spec", "workloadRef", "name") == w.Object.Name() {
			return true
		}
	}
	return false
}

// covered tells for a workload whether an object of a kind selects its pods.
func (l *lacking) covered(kind string, path ...string) (func(manifest.Workload) bool, error) {
	found := map[string]bool{}
	for _, o := range ofKind(l.objects, kind) {
		for _, w := range l.services {
			ok, err := selects(o, w.Template.Labels, path...)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", o, err)
			}
			found[w.Object.String()] = found[w.Object.String()] || ok
		}
	}
	return func(w manifest.Workload) bool { return found[w.Object.String()] }, nil
}

// policed tells for a workload whether its traffic is covered in both
// directions. A policy without policyTypes covers ingress, and egress if it has
// rules for it.
func (l *lacking) policed() (func(manifest.Workload) bool, error) {
	in, out := map[string]bool{}, map[string]bool{}
	for _, o := range ofKind(l.objects, "NetworkPolicy") {
		for _, w := range l.services {
			ok, err := selects(o, w.Template.Labels, "spec", "podSelector")
			if err != nil {
				return nil, fmt.Errorf("%s: %w", o, err)
			}
			if !ok {
				continue
			}
			types, declared := o.Field("spec", "policyTypes").([]any)
			for _, t := range types {
				in[w.Object.String()] = in[w.Object.String()] || t == "Ingress"
				out[w.Object.String()] = out[w.Object.String()] || t == "Egress"
			}
			if !declared {
				in[w.Object.String()] = true
				out[w.Object.String()] = out[w.Object.String()] || o.Field("spec", "egress") != nil
			}
		}
	}
	return func(w manifest.Workload) bool { return in[w.Object.String()] && out[w.Object.String()] }, nil
}

// The topology that replicas are spread over.
const (
	zoneKey = corev1.LabelTopologyZone
	hostKey = corev1.LabelHostname
)

func spreadOver(w manifest.Workload, key string, mode corev1.UnsatisfiableConstraintAction) bool {
	for _, c := range w.Template.Spec.TopologySpreadConstraints {
		if c.TopologyKey == key && (mode == "" || c.WhenUnsatisfiable == mode) {
			return true
		}
	}
	return false
}

func ownAccount(w manifest.Workload) bool {
	pod := w.Template.Spec
	return pod.ServiceAccountName != "" && pod.ServiceAccountName != "default" &&
		pod.AutomountServiceAccountToken != nil && !*pod.AutomountServiceAccountToken
}
