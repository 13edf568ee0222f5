package plan

import (
	"bytes"
	"errors"
	"io"
	"path"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// RuntimeChange is what a plan changes in the running system once the
// manifests are applied.
type RuntimeChange struct {
	Object string `json:"object"` // KIND/NAME
	Effect string `json:"effect"`
	Path   string `json:"path"`
}

// effects are what a new object of a kind does to what is running.
var effects = map[string]string{
	"HorizontalPodAutoscaler": "an autoscaler now sets the number of replicas",
	"HTTPRoute":               "the service can be reached from outside the cluster",
	"Ingress":                 "the service can be reached from outside the cluster",
	"LimitRange":              "containers that name no resources get default ones",
	"NetworkPolicy":           "traffic that it does not allow is cut off",
	"PodDisruptionBudget":     "node drains wait while too few replicas are ready",
	"PrometheusRule":          "its alerts are evaluated",
	"ResourceQuota":           "pods beyond the quota are refused",
	"Rollout":                 "it takes over the Deployment's pods, which go as its own come",
	"ServiceMonitor":          "Prometheus scrapes the replicas",
}

// endings are what to know before an object of a kind is deleted.
var endings = map[string]string{
	"Rollout": "; its pods go with it: scale the Deployment up first",
}

// manifests is where a service has its manifests. Other files look like them,
// such as a catalog's.
const manifests = "deploy/"

// runtimeChanges reads the manifests among the files a plan writes.
func runtimeChanges(actions []Action) []RuntimeChange {
	out := []RuntimeChange{}
	for i := range actions {
		a := &actions[i]
		if a.Before == a.After || a.Markers || !strings.HasPrefix(a.Path, manifests) || !slices.Contains([]string{".yaml", ".yml"}, path.Ext(a.Path)) {
			continue
		}
		before, after := objects(a.Before), objects(a.After)
		if before == nil || after == nil {
			continue // the user's YAML, or the merge of it, does not parse
		}
		for _, name := range sortedNames(before, after) {
			if effect := effectOf(name, before[name], after[name]); effect != "" {
				out = append(out, RuntimeChange{Object: name, Effect: effect, Path: a.Path})
			}
		}
	}
	return out
}

type object = map[string]any

// objects are the Kubernetes objects in a file, by KIND/NAME; nil if it does
// not parse.
func objects(f *tree.File) map[string]object {
	out := map[string]object{}
	if f == nil || !bytes.Contains(f.Content, []byte("kind:")) {
		return out
	}
	dec := yaml.NewDecoder(bytes.NewReader(f.Content))
	for {
		var doc object
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			return nil
		}
		kind, _ := doc["kind"].(string)
		version, _ := doc["apiVersion"].(string)
		name, _ := at(doc, "metadata", "name").(string)
		if kind != "" && version != "" && name != "" {
			out[kind+"/"+name] = doc
		}
	}
}

func sortedNames(a, b map[string]object) []string {
	var names []string
	for name := range a {
		names = append(names, name)
	}
	for name := range b {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// effectOf is what going from one version of an object to the other does, or
// nothing.
func effectOf(name string, before, after object) string {
	kind, _, _ := strings.Cut(name, "/")
	switch {
	case before == nil:
		return effects[kind]
	case after == nil:
		return "it is no longer generated: kubectl svc apply and whatever prunes delete it, kubectl apply leaves it" + endings[kind]
	case reflect.DeepEqual(before["spec"], after["spec"]):
		return ""
	}
	if at(after, "spec", "template", "spec") == nil {
		return "its spec changes"
	}
	var changed []string
	for _, field := range rolloutFields {
		changed = append(changed, difference(field[len(field)-1], at(before, field...), at(after, field...))...)
	}
	changed = append(changed, containerChanges(before, after)...)
	if !reflect.DeepEqual(at(before, "spec", "template"), at(after, "spec", "template")) {
		return strings.TrimSuffix("its pods are replaced: "+strings.Join(changed, ", "), ": ")
	}
	return strings.Join(changed, ", ")
}

// rolloutFields are the parts of a workload that decide how its pods come, stay
// and go.
var rolloutFields = [][]string{
	{"spec", "strategy"}, {"spec", "minReadySeconds"}, {"spec", "progressDeadlineSeconds"},
	{"spec", "template", "spec", "terminationGracePeriodSeconds"},
	{"spec", "template", "spec", "topologySpreadConstraints"},
	{"spec", "template", "spec", "affinity"},
	{"spec", "template", "spec", "priorityClassName"},
	{"spec", "template", "spec", "securityContext"},
}

// containerFields are those of a container.
var containerFields = []string{"startupProbe", "readinessProbe", "livenessProbe", "lifecycle", "resources", "securityContext"}

// containerChanges compares the containers that both versions have, by name.
func containerChanges(before, after object) []string {
	var out []string
	old := containers(before)
	for name, c := range containers(after) {
		was, had := old[name]
		if !had {
			continue
		}
		for _, field := range containerFields {
			out = append(out, difference(field, was[field], c[field])...)
		}
	}
	return out
}

func containers(o object) map[string]object {
	out := map[string]object{}
	list, _ := at(o, "spec", "template", "spec", "containers").([]any)
	for _, item := range list {
		if c, ok := item.(object); ok {
			if name, ok := c["name"].(string); ok {
				out[name] = c
			}
		}
	}
	return out
}

func difference(field string, before, after any) []string {
	switch {
	case reflect.DeepEqual(before, after):
		return nil
	case before == nil:
		return []string{"new " + field}
	case after == nil:
		return []string{"no " + field}
	}
	return []string{"other " + field}
}

// at follows keys into nested mappings.
func at(v any, keys ...string) any {
	for _, key := range keys {
		m, ok := v.(object)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}
