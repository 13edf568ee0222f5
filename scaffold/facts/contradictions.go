package facts

import (
	"context"
	"fmt"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-svc/kubectl-svc/scaffold/manifest"
)

// contradictions are objects that each are valid and together do not work: what
// a merge of two good texts can make, and no API server refuses.
func contradictions(ctx context.Context, o *Overlay) (any, error) {
	objects, err := o.objects(ctx)
	if err != nil {
		return nil, err
	}
	workloads, err := manifest.Workloads(objects)
	if err != nil {
		return nil, err
	}
	f := &fitting{objects: objects, workloads: workloads, found: []string{}}
	for _, look := range []func() error{f.selectors, f.services, f.probes, f.mounts, f.scalers, f.budgets, f.policies, f.routes} {
		if err := look(); err != nil {
			return nil, err
		}
	}
	return f.found, nil
}

// fitting looks for objects that do not fit together.
type fitting struct {
	objects   []manifest.Object
	workloads []manifest.Workload
	found     []string
}

func (f *fitting) report(format string, args ...any) {
	f.found = append(f.found, fmt.Sprintf(format, args...))
}

// selectors: a workload must find its own pods.
func (f *fitting) selectors() error {
	for _, w := range f.workloads {
		if w.Selector != nil && !labels.SelectorFromSet(w.Selector).Matches(labels.Set(w.Template.Labels)) {
			f.report("%s selects %s, and its own pods are labelled otherwise", w.Object, labels.Set(w.Selector))
		}
	}
	return nil
}

// services: a Service must find pods, and its ports containers.
func (f *fitting) services() error {
	for _, o := range ofKind(f.objects, "Service") {
		selector := o.Map("spec", "selector")
		if selector == nil {
			continue // its endpoints are somebody else's
		}
		var pods []manifest.Workload
		for _, w := range f.workloads {
			if plainSelects(selector, w.Template.Labels) {
				pods = append(pods, w)
			}
		}
		if len(pods) == 0 {
			f.report("%s selects no pod of any workload here", o)
			continue
		}
		var service corev1.Service
		if err := o.Into(&service); err != nil {
			return err
		}
		for _, p := range service.Spec.Ports {
			target := p.TargetPort
			if target == (intstr.IntOrString{}) {
				target = intstr.FromInt32(p.Port)
			}
			if !anyHasPort(pods, target) {
				f.report("%s sends port %d to container port %s, which no container has", o, p.Port, target.String())
			}
		}
	}
	return nil
}

func anyHasPort(pods []manifest.Workload, port intstr.IntOrString) bool {
	for _, w := range pods {
		for _, c := range everyContainer(w.Template.Spec) {
			if hasPort(c, port) {
				return true
			}
		}
	}
	return false
}

func hasPort(c corev1.Container, port intstr.IntOrString) bool {
	for _, p := range c.Ports {
		if port.Type == intstr.String && p.Name == port.StrVal || port.Type == intstr.Int && p.ContainerPort == port.IntVal {
			return true
		}
	}
	return false
}

// probes: a probe must ask at a port of its container.
func (f *fitting) probes() error {
	for _, w := range f.workloads {
		for _, c := range everyContainer(w.Template.Spec) {
			f.probe(w, c, "readiness", c.ReadinessProbe)
			f.probe(w, c, "liveness", c.LivenessProbe)
			f.probe(w, c, "startup", c.StartupProbe)
		}
	}
	return nil
}

func (f *fitting) probe(w manifest.Workload, c corev1.Container, name string, p *corev1.Probe) {
	port, asked := probePort(p)
	// A container need not declare the ports it listens on by number.
	if asked && !hasPort(c, port) && (port.Type == intstr.String || len(c.Ports) > 0) {
		f.report("%s: the %s probe of container %s asks at port %s, which it does not have", w.Object, name, c.Name, port.String())
	}
}

func probePort(p *corev1.Probe) (intstr.IntOrString, bool) {
	switch {
	case p == nil:
	case p.HTTPGet != nil:
		return p.HTTPGet.Port, true
	case p.TCPSocket != nil:
		return p.TCPSocket.Port, true
	case p.GRPC != nil:
		return intstr.FromInt32(p.GRPC.Port), true
	}
	return intstr.IntOrString{}, false
}

// mounts: a container can only mount what the pod has.
func (f *fitting) mounts() error {
	for _, w := range f.workloads {
		has := map[string]bool{}
		for _, v := range w.Template.Spec.Volumes {
			has[v.Name] = true
		}
		for _, s := range statefulClaims(w) {
			has[s] = true
		}
		for _, c := range everyContainer(w.Template.Spec) {
			for _, m := range c.VolumeMounts {
				if !has[m.Name] {
					f.report("%s: container %s mounts volume %s, which the pod does not have", w.Object, c.Name, m.Name)
				}
			}
		}
	}
	return nil
}

// statefulClaims are the volumes a StatefulSet makes for each pod.
func statefulClaims(w manifest.Workload) []string {
	claims, _ := w.Object.Field("spec", "volumeClaimTemplates").([]any)
	var names []string
	for _, c := range claims {
		if m, ok := c.(map[string]any); ok {
			names = append(names, manifest.Object(m).Name())
		}
	}
	return names
}

// scalers: an autoscaler must have a target, and be the only one to set it.
func (f *fitting) scalers() error {
	for _, s := range scalersOf(f.objects) {
		var target manifest.Object
		for _, o := range f.objects {
			if o.Kind() == s.kind && o.Name() == s.name {
				target = o
			}
		}
		switch {
		case target == nil:
			f.report("%s scales %s/%s, which does not exist", s.object, s.kind, s.name)
		case target.Field("spec", "replicas") != nil:
			f.report("%s sets replicas, and %s does, too: each apply takes it back", target, s.object)
		}
		if s.bounds.Max < s.bounds.Min {
			f.report("%s allows at least %d and at most %d replicas", s.object, s.bounds.Min, s.bounds.Max)
		}
	}
	return nil
}

// budgets: a PodDisruptionBudget must cover pods and let a node be drained.
func (f *fitting) budgets() error {
	for _, o := range ofKind(f.objects, "PodDisruptionBudget") {
		covers, err := anySelected(o, f.workloads, "spec", "selector")
		if err != nil {
			return fmt.Errorf("%s: %w", o, err)
		}
		if !covers {
			f.report("%s selects no pod of any workload here", o)
		}
		var budget policyv1.PodDisruptionBudget
		if err := o.Into(&budget); err != nil {
			return err
		}
		if most := budget.Spec.MaxUnavailable; most != nil && (most.Type == intstr.Int && most.IntVal == 0 || most.StrVal == "0%") {
			f.report("%s lets no pod go (maxUnavailable %s), so no node can be drained", o, most.String())
		}
		if least := budget.Spec.MinAvailable; least != nil && f.allMustStay(*least) {
			f.report("%s wants all replicas to stay (minAvailable %s), so no node can be drained", o, least.String())
		}
	}
	return nil
}

// allMustStay tells whether a minimum is all there may be.
func (f *fitting) allMustStay(least intstr.IntOrString) bool {
	if least.Type == intstr.String {
		return least.StrVal == "100%"
	}
	fewest := int64(1)
	for _, s := range scalersOf(f.objects) {
		fewest = s.bounds.Min
	}
	for _, w := range f.workloads {
		fewest = max(fewest, number(w.Object.Field("spec", "replicas"), 0))
	}
	return int64(least.IntVal) >= fewest
}

// policies: a NetworkPolicy must cover pods.
func (f *fitting) policies() error {
	for _, o := range ofKind(f.objects, "NetworkPolicy") {
		covers, err := anySelected(o, f.workloads, "spec", "podSelector")
		if err != nil {
			return fmt.Errorf("%s: %w", o, err)
		}
		if !covers {
			f.report("%s selects no pod of any workload here", o)
		}
	}
	return nil
}

// routes: what comes from outside must go to a Service and a port of it.
func (f *fitting) routes() error {
	for _, o := range ofKind(f.objects, "Ingress") {
		for _, b := range backends(map[string]any(o)) {
			name, _ := b.Field("service", "name").(string)
			if name == "" {
				continue
			}
			if p, ok := b.Field("service", "port", "name").(string); ok {
				f.backend(o, name, intstr.FromString(p))
			} else {
				f.backend(o, name, fromNumber(number(b.Field("service", "port", "number"), 0)))
			}
		}
	}
	for _, o := range ofKind(f.objects, "HTTPRoute") {
		rules, _ := o.Field("spec", "rules").([]any)
		for _, r := range rules {
			rule, _ := r.(map[string]any)
			refs, _ := rule["backendRefs"].([]any)
			for _, ref := range refs {
				b, _ := ref.(map[string]any)
				name, _ := b["name"].(string)
				if kind, named := b["kind"]; named && kind != "Service" || b["namespace"] != nil {
					continue
				}
				f.backend(o, name, fromNumber(number(b["port"], 0)))
			}
		}
	}
	return nil
}

// backends are the mappings under every key "backend" or "defaultBackend".
func backends(v any) []manifest.Object {
	var out []manifest.Object
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			value := v[key]
			if m, ok := value.(map[string]any); ok && (key == "backend" || key == "defaultBackend") {
				out = append(out, m)
				continue
			}
			out = append(out, backends(value)...)
		}
	case []any:
		for _, value := range v {
			out = append(out, backends(value)...)
		}
	}
	return out
}

func (f *fitting) backend(from manifest.Object, name string, port intstr.IntOrString) {
	for _, o := range ofKind(f.objects, "Service") {
		if o.Name() != name {
			continue
		}
		ports, _ := o.Field("spec", "ports").([]any)
		for _, p := range ports {
			m, _ := p.(map[string]any)
			if port.Type == intstr.String && m["name"] == port.StrVal || port.Type == intstr.Int && number(m["port"], -1) == int64(port.IntVal) {
				return
			}
		}
		f.report("%s sends to port %s of Service/%s, which has none such", from, port.String(), name)
		return
	}
	f.report("%s sends to Service/%s, which does not exist", from, name)
}

func fromNumber(n int64) intstr.IntOrString { return intstr.FromInt32(int32(min(max(n, 0), 65536))) }
