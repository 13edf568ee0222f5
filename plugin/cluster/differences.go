package cluster

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/equality"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
)

// mostTried bounds the dry runs of one check; diff --env tries everything.
const mostTried = 4

// Differences implements facts.Live. What certainly agrees is not sent; the
// rest is applied by a dry run and compared, until that shows a few
// differences.
func (e *Evidence) Differences(ctx context.Context) ([]string, error) {
	items, err := e.deployed(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := planReplicas(items); err != nil { // as apply does: what it hands over is no difference
		return nil, err
	}
	out, open := []string{}, []*item{}
	for _, i := range items {
		switch {
		case i.live == nil:
			out = append(out, i.String()+" is not there")
		case !settled(i.want, i.live):
			open = append(open, i)
		}
	}
	for n, i := range open {
		if n == mostTried {
			rest := fmt.Sprintf("%d more may differ: 'kubectl svc diff --env %s' tells", len(open)-n, e.env)
			if len(out) == 0 {
				return nil, fmt.Errorf("%s", rest)
			}
			return append(out, rest), nil
		}
		if err := e.may.missing("patch", i.resource.GroupResource(), i.want.GetName()); err != nil {
			return nil, err
		}
		trial, err := i.trial()
		if err != nil {
			return nil, err
		}
		applied, err := e.send(ctx, trial, true, true)
		if found := rejections(i.String(), err); len(found) > 0 {
			out = append(out, found[0].String())
			continue
		}
		if err != nil {
			return nil, e.failed(err, i.attempt("patch"))
		}
		if paths := differing(content(i.live), content(applied), ""); len(paths) > 0 {
			out = append(out, fmt.Sprintf("%s differs in %s", i, firstOf(paths)))
		}
	}
	return out, nil
}

// mostPaths is how many fields of an object are named.
const mostPaths = 3

func firstOf(paths []string) string {
	if len(paths) > mostPaths {
		return fmt.Sprintf("%s and %d more", strings.Join(paths[:mostPaths], ", "), len(paths)-mostPaths)
	}
	return strings.Join(paths, ", ")
}

// differing are the fields that two states of an object do not agree in.
func differing(a, b any, path string) []string {
	if equality.Semantic.DeepEqual(a, b) {
		return nil
	}
	x, okX := a.(map[string]any)
	y, okY := b.(map[string]any)
	if okX && okY {
		var out []string
		keys := maps.Clone(x)
		maps.Copy(keys, y)
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			out = append(out, differing(x[key], y[key], path+"."+shown(key))...)
		}
		return out
	}
	l, okL := a.([]any)
	m, okM := b.([]any)
	if okL && okM && len(l) == len(m) {
		var out []string
		for n := range l {
			out = append(out, differing(l[n], m[n], fmt.Sprintf("%s[%d]", path, n))...)
		}
		return out
	}
	return []string{strings.TrimPrefix(path, ".")}
}

var _ facts.Live = (*Evidence)(nil)
