package cluster

import (
	"cmp"
	"context"
	"strings"
	"time"
)

// Labels of what kubectl svc has made.
const (
	LabelManagedBy = "app.kubernetes.io/managed-by"
	LabelInstance  = "app.kubernetes.io/instance"
	LabelVersion   = "app.kubernetes.io/version"
	LabelStage     = "kubectl-svc.dev/stage"
	LabelOwner     = "owner"
)

// Service is a service as it runs: one row for a Deployment and the Rollout
// that drives it.
type Service struct {
	Namespace string    `json:"namespace"`
	Name      string    `json:"name"`
	Stage     string    `json:"stage,omitempty"`
	Version   string    `json:"version,omitempty"`
	Ready     int64     `json:"ready"`
	Desired   int64     `json:"desired"`
	Created   time.Time `json:"created"`
	Owner     string    `json:"owner,omitempty"`
	Image     string    `json:"image,omitempty"`
	Workload  string    `json:"workload"` // as kubectl names it: deployment.apps/orders

	drives string // the Deployment whose pods a Rollout runs
}

// workload is what a row takes from a Deployment or a Rollout.
type workload struct {
	named
	Spec struct {
		Replicas    *int64 `json:"replicas"`
		WorkloadRef struct {
			Kind string `json:"kind"`
			Name string `json:"name"`
		} `json:"workloadRef"`
		Template struct {
			Spec struct {
				Containers []struct {
					Name  string `json:"name"`
					Image string `json:"image"`
				} `json:"containers"`
			} `json:"spec"`
		} `json:"template"`
	} `json:"spec"`
	Status struct {
		ReadyReplicas int64 `json:"readyReplicas"`
	} `json:"status"`
}

// ListRequest says which services are listed.
type ListRequest struct {
	Namespace string // empty: all
	Selector  string // in the words of kubectl -l
	Stage     string
}

func (r ListRequest) labels() string {
	parts := []string{LabelManagedBy + "=" + FieldManager}
	if r.Stage != "" {
		parts = append(parts, LabelStage+"="+r.Stage)
	}
	if r.Selector != "" {
		parts = append(parts, r.Selector)
	}
	return strings.Join(parts, ",")
}

// Services hands over every service in the order of the API, namespace and
// name, as the pages come in. An error of visit ends it. The warnings name what
// could not be listed, and from where on: rows may be missing then.
func (c *Connection) Services(ctx context.Context, req ListRequest, visit func(Service) error) (warnings []error, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a, b := c.feed(ctx, req, rollouts), c.feed(ctx, req, deployments)
	left, right := &drivers{rows: a.rows}, <-b.rows
	for left.first() != nil || right != nil {
		var row *Service
		switch driver := left.of(right); {
		case driver != nil:
			if driver.Image == "" { // the Deployment has the pods' template
				driver.Image, driver.Version = right.Image, cmp.Or(driver.Version, right.Version)
			}
			right = <-b.rows
			continue
		case compare(left.first(), right) < 0:
			row = left.take()
		default:
			row, right = right, <-b.rows
		}
		if err := visit(*row); err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if a.err != nil && b.err != nil && a.last+b.last == "" && a.err.Error() == b.err.Error() {
		return nil, b.err // no cluster, rather than a part of it
	}
	for _, f := range []*feed{a, b} {
		if f.err != nil {
			warnings = append(warnings, f.warning())
		}
	}
	return warnings, nil
}

// compare orders rows as etcd does, by the bytes of namespace/name. No row
// comes after every row.
func compare(a, b *Service) int {
	switch {
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(a.Namespace+"/"+a.Name, b.Namespace+"/"+b.Name)
}

// drivers are the Rollouts, as they are read, those of a namespace together: one
// may drive a Deployment that comes before it.
type drivers struct {
	rows  <-chan *Service
	next  *Service   // of the namespace after
	group []*Service // those of a namespace that are not taken yet
	begun bool
	// All of that namespace and of the one before, whose Deployments may still
	// come, by namespace and the Deployment they drive.
	now, last map[string]*Service
}

// first is the next Rollout, or nil at the end.
func (d *drivers) first() *Service {
	if !d.begun {
		d.next, d.begun = <-d.rows, true
	}
	if len(d.group) == 0 && d.next != nil {
		d.last, d.now = d.now, map[string]*Service{}
		for namespace := d.next.Namespace; d.next != nil && d.next.Namespace == namespace; d.next = <-d.rows {
			d.group, d.now[namespace+"/"+d.next.drives] = append(d.group, d.next), d.next
		}
	}
	if len(d.group) == 0 {
		return nil
	}
	return d.group[0]
}

// take is the first, which is gone then.
func (d *drivers) take() *Service {
	row := d.group[0]
	d.group = d.group[1:]
	return row
}

// of is the Rollout that drives a Deployment, or nil.
func (d *drivers) of(deployment *Service) *Service {
	if deployment == nil {
		return nil
	}
	key := deployment.Namespace + "/" + deployment.Name
	return cmp.Or(d.now[key], d.last[key])
}

func (w *workload) row(r Resource) Service {
	labels := w.Metadata.Labels
	s := Service{
		Namespace: shown(w.Metadata.Namespace), Name: shown(w.Metadata.Name),
		Stage: shown(labels[LabelStage]), Version: shown(labels[LabelVersion]), Owner: shown(labels[LabelOwner]),
		Ready: w.Status.ReadyReplicas, Desired: 1, Created: w.Metadata.CreationTimestamp.Time,
		Workload: r.reference(shown(w.Metadata.Name)),
	}
	if r.Kind == rollouts.Kind {
		s.drives = s.Name // by its own template, beside a Deployment it took over from
		if w.Spec.WorkloadRef.Kind == deployments.Kind {
			s.drives = shown(w.Spec.WorkloadRef.Name)
		}
	}
	if w.Spec.Replicas != nil {
		s.Desired = *w.Spec.Replicas
	}
	for i, container := range w.Spec.Template.Spec.Containers {
		if i == 0 || container.Name == w.Metadata.Name {
			s.Image = shown(container.Image)
		}
	}
	if s.Version == "" {
		s.Version = tagOf(s.Image)
	}
	return s
}

// tagOf is the tag of an image, or the start of its digest.
func tagOf(image string) string {
	name, digest, byDigest := strings.Cut(image, "@")
	if i := strings.LastIndex(name, ":"); i > strings.LastIndex(name, "/") {
		return name[i+1:]
	}
	if _, hex, ok := strings.Cut(digest, ":"); byDigest && ok && len(hex) >= 12 {
		return hex[:12]
	}
	return ""
}
