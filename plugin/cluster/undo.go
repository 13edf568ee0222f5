package cluster

import (
	"context"
	"fmt"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// undoTimeout is how long the way back may take.
const undoTimeout = 2 * time.Minute

// undo brings workloads back to the pods they had before, and says what came of
// it. Everything else that was applied stays: an autoscaler or a policy is not
// what a rollout fails of.
func (a *applying) undo(ctx context.Context, failed []*item) string {
	ctx, cancel := context.WithTimeout(ctx, undoTimeout)
	defer cancel()
	var back []*item
	var said []string
	for _, i := range a.items {
		if !rolls(i.resource.Kind) {
			continue
		}
		if i.before == nil {
			said = append(said, i.String()+" was new and has no revision to go back to")
			continue
		}
		was, found, err := unstructured.NestedMap(i.before.Object, "spec", "template")
		now, _, _ := unstructured.NestedMap(i.live.Object, "spec", "template")
		if err != nil || !found || equality.Semantic.DeepEqual(was, now) {
			continue
		}
		unstructured.RemoveNestedField(was, "metadata", "creationTimestamp")
		earlier := *i
		earlier.want = i.want.DeepCopy()
		if err := unstructured.SetNestedMap(earlier.want.Object, was, "spec", "template"); err != nil {
			said = append(said, fmt.Sprintf("%s was not undone: %v", i, err))
			continue
		}
		live, err := a.send(ctx, &earlier, true, false)
		if err != nil {
			said = append(said, fmt.Sprintf("%s was not undone: %v", i, a.failed(err, i.attempt("patch"))))
			continue
		}
		earlier.live = live
		back = append(back, &earlier)
		a.done(i, ActionUndone)
	}
	if len(back) > 0 {
		if err := a.await(ctx, workloads(back), "the way back did not finish within "+undoTimeout.String()); err != nil {
			said = append(said, err.Error())
		} else {
			said = append(said, "the previous revision runs again")
		}
	}
	if len(said) == 0 {
		return fmt.Sprintf("nothing to undo: the pods of %s did not change", failed[0])
	}
	return strings.Join(said, "; ")
}
