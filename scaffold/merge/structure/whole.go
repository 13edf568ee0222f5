package structure

import (
	"slices"
	"strings"
)

// selecting are the kinds whose spec.selector says which pods are theirs. It is
// one value: the union of two selectors selects what neither meant, and a
// workload's cannot be changed once it lives. In the Kubernetes API both types of
// it are atomic, LabelSelector by structType, the map of a Service by mapType.
const selecting = "Deployment|DaemonSet|StatefulSet|ReplicaSet|Rollout|Service"

// whole tells whether the mapping at a place is taken from one side or the other,
// and never merged from both.
func (p *place) whole() bool {
	return p.key == "selector" && p.up != nil && p.up.key == "spec" && p.up.up != nil && p.up.up.up == nil &&
		slices.Contains(strings.Split(selecting, "|"), p.kind)
}
