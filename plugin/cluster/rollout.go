package cluster

import (
	"fmt"
	"strconv"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Progress is how far a workload has rolled out.
type Progress struct {
	Object    string `json:"object"`
	Desired   int64  `json:"desired"`
	Updated   int64  `json:"updated"`
	Available int64  `json:"available"`
	Done      bool   `json:"done"`
	// Failed says why it will not get further by itself.
	Failed string `json:"failed,omitempty"`
	// Waiting says what is waited for.
	Waiting string `json:"waiting,omitempty"`
}

// rolls tells whether a kind has a rollout to wait for.
func rolls(kind string) bool {
	switch kind {
	case deployments.Kind, statefulSets.Kind, daemonSets.Kind, rollouts.Kind:
		return true
	}
	return false
}

// progressOf reads a workload's status.
func progressOf(r Resource, o *unstructured.Unstructured) Progress {
	p := Progress{Object: r.reference(shown(o.GetName())), Desired: 1}
	if n, ok := numberOf(o.Object, "spec", "replicas"); ok {
		p.Desired = n
	}
	p.Updated, _ = numberOf(o.Object, "status", "updatedReplicas")
	p.Available, _ = numberOf(o.Object, "status", "availableReplicas")
	if !observed(o) {
		p.Waiting = "its controller to see the change"
		return p
	}
	switch r.Kind {
	case deployments.Kind:
		deploymentProgress(o, &p)
	case statefulSets.Kind:
		statefulSetProgress(o, &p)
	case daemonSets.Kind:
		p.Desired, _ = numberOf(o.Object, "status", "desiredNumberScheduled")
		p.Updated, _ = numberOf(o.Object, "status", "updatedNumberScheduled")
		p.Available, _ = numberOf(o.Object, "status", "numberAvailable")
		p.settle(p.Updated)
	case rollouts.Kind:
		rolloutProgress(o, &p)
	}
	return p
}

// observed tells whether the controller has seen the latest specification. Argo
// Rollouts writes the number as a text.
func observed(o *unstructured.Unstructured) bool {
	n, ok := numberOf(o.Object, "status", "observedGeneration")
	if text, found, err := unstructured.NestedString(o.Object, "status", "observedGeneration"); found && err == nil {
		n, err = strconv.ParseInt(text, 10, 64)
		ok = err == nil
	}
	return ok && n >= o.GetGeneration()
}

// settle decides by the counts; existing are all pods, those of older revisions
// included.
func (p *Progress) settle(existing int64) {
	switch {
	case p.Updated < p.Desired:
		p.Waiting = fmt.Sprintf("%d of %d to be updated", p.Desired-p.Updated, p.Desired)
	case existing > p.Updated:
		p.Waiting = fmt.Sprintf("%d of the old revision to be replaced", existing-p.Updated)
	case p.Available < p.Desired:
		p.Waiting = fmt.Sprintf("%d of %d to be available", p.Desired-p.Available, p.Desired)
	default:
		p.Done = true
	}
}

func deploymentProgress(o *unstructured.Unstructured, p *Progress) {
	if paused, _, _ := unstructured.NestedBool(o.Object, "spec", "paused"); paused {
		p.Failed = "the rollout is paused: kubectl rollout resume"
		return
	}
	for _, c := range conditionsOf(o) {
		if c.Type == "Progressing" && c.Reason == "ProgressDeadlineExceeded" {
			p.Failed = c.Message
			return
		}
	}
	existing, _ := numberOf(o.Object, "status", "replicas")
	p.settle(existing)
}

func statefulSetProgress(o *unstructured.Unstructured, p *Progress) {
	if strategy, _, _ := unstructured.NestedString(o.Object, "spec", "updateStrategy", "type"); strategy == "OnDelete" {
		p.Done = true // pods are updated when somebody deletes them
		return
	}
	partition, _ := numberOf(o.Object, "spec", "updateStrategy", "rollingUpdate", "partition")
	all := p.Desired
	p.Desired -= min(partition, p.Desired)
	p.settle(p.Updated)
	if p.Desired = all; p.Done && p.Available < all {
		p.Done, p.Waiting = false, fmt.Sprintf("%d of %d to be available", all-p.Available, all)
	}
}

// rolloutProgress trusts the phase that Argo Rollouts computes.
func rolloutProgress(o *unstructured.Unstructured, p *Progress) {
	phase, _, _ := unstructured.NestedString(o.Object, "status", "phase")
	message, _, _ := unstructured.NestedString(o.Object, "status", "message")
	switch phase {
	case "Healthy":
		p.Done = true
	case "Degraded":
		p.Failed = "degraded: " + shown(message)
	default:
		p.Waiting = shown(phase + " " + message)
	}
}

// Condition is a condition of an object's status.
type Condition struct {
	Type    string `json:"type"`
	Status  string `json:"status"`
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message,omitempty"`
}

func conditionsOf(o *unstructured.Unstructured) []Condition {
	list, _, _ := unstructured.NestedSlice(o.Object, "status", "conditions")
	var out []Condition
	for _, entry := range list {
		m, ok := entry.(map[string]any)
		if !ok {
			continue
		}
		text := func(key string) string {
			s, _ := m[key].(string)
			return shown(s)
		}
		out = append(out, Condition{text("type"), text("status"), text("reason"), text("message")})
	}
	return out
}
