package cluster

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Reason is one thing that keeps a rollout from getting through.
type Reason struct {
	Object string `json:"object"`
	Text   string `json:"text"`
}

// How much is looked at and said: the first few tell what the rest repeats.
const (
	mostReasons = 10
	mostPods    = 3 // whose events are read
)

// event is what a component noticed of an object.
type event struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Count   int    `json:"count"`
}

// reasons explain a stuck workload from its conditions, its pods and their
// events. What cannot be read is left out: this is said beside an error.
func (c *Connection) reasons(ctx context.Context, i *item) []Reason {
	e := &explanation{said: map[string]int{}}
	for _, condition := range conditionsOf(i.live) {
		bad := condition.Status == "False" && (condition.Type == "Available" || condition.Type == "Progressing" || condition.Type == "Healthy") ||
			condition.Status == "True" && condition.Type == "ReplicaFailure"
		if bad {
			e.add(i.String(), condition.Reason+": "+condition.Message)
		}
	}
	suspects := []string{i.live.GetName()}
	selector, _, _ := unstructured.NestedStringMap(i.live.Object, "spec", "selector", "matchLabels")
	if len(selector) > 0 {
		q := query{resource: pods, namespace: i.namespace, labels: labelsText(selector), pages: 4}
		_ = each(ctx, c, q, func(p *pod) error {
			if p.explain(e) && len(suspects) <= mostPods {
				suspects = append(suspects, p.Metadata.Name)
			}
			return nil
		})
	}
	for _, name := range suspects {
		// The pod's condition says already why it is not scheduled.
		q := query{resource: events, namespace: i.namespace, fields: "type=Warning,reason!=FailedScheduling,involvedObject.name=" + name, pages: 2}
		_ = each(ctx, c, q, func(ev *event) error {
			e.add(shown(name), fmt.Sprintf("%s: %s", ev.Reason, ev.Message))
			return nil
		})
	}
	return e.reasons
}

// explanation collects reasons, each text once.
type explanation struct {
	reasons []Reason
	said    map[string]int
}

func (e *explanation) add(object, text string) {
	text = shown(text)
	if _, said := e.said[text]; said || len(e.reasons) >= mostReasons {
		return
	}
	e.said[text] = len(e.reasons)
	e.reasons = append(e.reasons, Reason{object, text})
}

// explain adds what is wrong with the pod, if anything.
func (p *pod) explain(e *explanation) bool {
	name, wrong := "pod/"+shown(p.Metadata.Name), false
	for _, c := range p.Status.Conditions {
		if c.Type == "PodScheduled" && c.Status == "False" {
			wrong = true
			e.add(name, "not scheduled: "+c.Message)
		}
	}
	for _, c := range slices.Concat(p.Status.Init, p.Status.Containers) {
		if c.Ready {
			continue
		}
		wrong = true
		text := "container " + c.Name + " is not ready"
		if w := c.State.Waiting; w != nil {
			text = strings.TrimSuffix(fmt.Sprintf("container %s: %s: %s", c.Name, w.Reason, w.Message), ": ")
		}
		if t := c.LastState.Terminated; t != nil {
			text += fmt.Sprintf(" (it ended with code %d, %s)", t.ExitCode, t.Reason)
		}
		e.add(name, text)
	}
	return wrong
}

func labelsText(labels map[string]string) string {
	parts := make([]string, 0, len(labels))
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		parts = append(parts, key+"="+labels[key])
	}
	return strings.Join(parts, ",")
}
