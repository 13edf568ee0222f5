package cluster

import (
	"context"
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
)

// mostPages bounds the pods that are looked at.
const mostPages = 4

// listPods lists the pods of the workloads, less those that are going.
func (e *Evidence) listPods(ctx context.Context) ([]*pod, error) {
	if _, err := e.deployed(ctx); err != nil {
		return nil, err
	}
	if err := e.may.missing("list", pods.GroupResource()); err != nil {
		return nil, err
	}
	found := []*pod{}
	for _, selector := range e.podSelectors() {
		err := each(ctx, e.Connection, query{resource: pods, namespace: e.namespace, labels: selector, pages: mostPages}, func(p *pod) error {
			if p.stays() {
				found = append(found, p)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// Pods implements facts.Live.
func (e *Evidence) Pods(ctx context.Context) (facts.Pods, error) {
	all, err := e.allPods(ctx)
	if err != nil {
		return facts.Pods{}, err
	}
	out := facts.Pods{Total: int64(len(all)), Nodes: []string{}}
	for _, p := range all {
		if made := p.Metadata.CreationTimestamp.Time; out.Oldest.IsZero() || made.Before(out.Oldest) {
			out.Oldest = made
		}
		if !p.ready() {
			continue
		}
		out.Ready++
		if node := shown(p.Spec.NodeName); !slices.Contains(out.Nodes, node) {
			out.Nodes = append(out.Nodes, node)
		}
	}
	slices.Sort(out.Nodes)
	return out, nil
}

// Terminations implements facts.Live.
func (e *Evidence) Terminations(ctx context.Context) ([]facts.Termination, error) {
	all, err := e.allPods(ctx)
	if err != nil {
		return nil, err
	}
	out := []facts.Termination{}
	for _, p := range all {
		add := func(c container, end *ending) {
			if end != nil {
				out = append(out, facts.Termination{Pod: shown(p.Metadata.Name), Container: shown(c.Name), Reason: shown(end.Reason), ExitCode: end.ExitCode, Finished: end.FinishedAt.UTC()})
			}
		}
		for _, c := range p.Status.Init { // that it has ended now is what it is for
			add(c, c.LastState.Terminated)
		}
		for _, c := range p.Status.Containers {
			add(c, c.LastState.Terminated)
			add(c, c.State.Terminated)
		}
	}
	slices.SortFunc(out, func(a, b facts.Termination) int { return b.Finished.Compare(a.Finished) })
	return out, nil
}

// labelZone is on nodes, and since Kubernetes 1.35 on pods, too.
const labelZone = "topology.kubernetes.io/zone"

// mostNodes bounds the nodes that are asked for their zone, where pods do not
// carry it.
const mostNodes = 4

// Zones implements facts.Live.
func (e *Evidence) Zones(ctx context.Context) ([]string, error) {
	all, err := e.allPods(ctx)
	if err != nil {
		return nil, err
	}
	zones, toAsk := []string{}, []string{}
	add := func(zone string) {
		if zone = shown(zone); zone != "" && !slices.Contains(zones, zone) {
			zones = append(zones, zone)
		}
	}
	if !slices.ContainsFunc(all, (*pod).ready) {
		return nil, errNoPodIsReady
	}
	for _, p := range all {
		if !p.ready() {
			continue
		}
		if zone := p.Metadata.Labels[labelZone]; zone != "" {
			add(zone)
		} else if !slices.Contains(toAsk, p.Spec.NodeName) {
			toAsk = append(toAsk, p.Spec.NodeName)
		}
	}
	for n, name := range toAsk {
		if len(zones) > 1 {
			break // more would tell nothing new
		}
		if n == mostNodes {
			return nil, fmt.Errorf("of %d nodes, the first %d are in one zone: no more were asked", len(toAsk), mostNodes)
		}
		zone, err := e.zoneOf(ctx, name)
		if err != nil {
			return nil, err
		}
		add(zone)
	}
	if len(zones) == 0 {
		return nil, fmt.Errorf("neither pods nor nodes have the label %s", labelZone)
	}
	slices.Sort(zones)
	return zones, nil
}

func (e *Evidence) zoneOf(ctx context.Context, node string) (string, error) {
	if err := e.may.missing("get", nodes.GroupResource(), node); err != nil {
		return "", err
	}
	o, err := e.dynamic.Resource(nodes.GroupVersionResource).Get(ctx, node, metav1.GetOptions{})
	if err != nil {
		return "", e.failed(err, attempt{verb: "get", resource: nodes.GroupResource()})
	}
	return o.GetLabels()[labelZone], nil
}
