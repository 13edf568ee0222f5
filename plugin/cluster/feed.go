package cluster

import (
	"context"
	"fmt"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// feed is one resource's rows, as they are read.
type feed struct {
	resource Resource
	rows     <-chan *Service
	last     string // the last row that came
	err      error  // valid once rows is closed
}

// feed reads as fast as the API server answers, while rows are shown.
func (c *Connection) feed(ctx context.Context, req ListRequest, r Resource) *feed {
	read := make(chan *Service)
	f := &feed{resource: r, rows: ahead(ctx, read)}
	go func() {
		defer close(read)
		q := query{resource: r, namespace: req.Namespace, labels: req.labels()}
		f.err = each(ctx, c, q, func(w *workload) error {
			row := w.row(r)
			select {
			case read <- &row:
				f.last = row.Namespace + "/" + row.Name
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		if r == rollouts && (apierrors.IsNotFound(f.err) || apierrors.IsForbidden(f.err) && c.lacks(r)) {
			f.err = nil // the platform is not there
		}
	}()
	return f
}

// lacks tells that the cluster certainly has no such resource: who may not list
// it is refused whether or not there is one.
func (c *Connection) lacks(r Resource) bool {
	served, err := c.served(r.GroupVersion())
	return err == nil && !slices.ContainsFunc(served, func(s Resource) bool { return s.Kind == r.Kind })
}

// ahead holds rows that nobody has taken yet, all of them: an answer that is not
// read to its end in time is cut off, however long somebody looks at the first
// rows in a pager.
func ahead(ctx context.Context, read <-chan *Service) <-chan *Service {
	out := make(chan *Service, pageSize)
	go func() {
		defer close(out)
		var held []*Service
		for read != nil || len(held) > 0 {
			var to chan *Service
			var next *Service
			if len(held) > 0 {
				to, next = out, held[0]
			}
			select {
			case row, more := <-read:
				if !more {
					read = nil
					continue
				}
				held = append(held, row)
			case to <- next:
				held[0], held = nil, held[1:]
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func (f *feed) warning() error {
	if f.last == "" {
		return fmt.Errorf("%s are not listed: %w", f.resource.GroupResource(), f.err)
	}
	return fmt.Errorf("%s after %s are not listed: %w", f.resource.GroupResource(), f.last, f.err)
}
