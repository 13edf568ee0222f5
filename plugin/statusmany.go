package plugin

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// many shows a line for each service, in the order of the folders. One that
// cannot be looked at is told of, and the others are shown all the same.
func (o *statusOptions) many(ctx context.Context, a *app, args []string) error {
	dirs := args
	if len(dirs) == 0 {
		dirs = []string{"."}
	}
	if o.recursive {
		var found []string
		for _, root := range dirs {
			below, err := scaffold.Find(ctx, root)
			if err != nil {
				return err
			}
			found = append(found, below...)
		}
		dirs = found
	}
	all, failed := a.statuses(ctx, dirs)
	if err := ctx.Err(); err != nil {
		return err
	}
	switch o.output.format {
	case "name":
		for _, status := range all {
			fmt.Fprintln(a.streams.Out, resourceName(status.Name))
		}
	case "":
		print.Statuses(a.streams.Out, all)
	default:
		if _, err := o.output.structured(a, map[string]any{"services": all}, ""); err != nil {
			return err
		}
	}
	if failed > 0 {
		return fmt.Errorf("%s could not be looked at", print.Count(failed, "service"))
	}
	if len(all) == 0 {
		fmt.Fprintln(a.streams.ErrOut, "No services found.")
	}
	return o.drifted(all...)
}

// statuses looks at services, as many at once as there are processors.
func (a *app) statuses(ctx context.Context, dirs []string) (all []*scaffold.Status, failed int) {
	results := make([]*scaffold.Status, len(dirs))
	recovered := make([]workspace.Recovery, len(dirs))
	errs := make([]error, len(dirs))
	next := make(chan int)
	packs := &scaffold.Packs{}
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(dirs)) {
		workers.Go(func() {
			for n := range next {
				results[n], recovered[n], errs[n] = a.statusOf(ctx, dirs[n], packs)
			}
		})
	}
	for n := range dirs {
		next <- n
	}
	close(next)
	workers.Wait()
	all = []*scaffold.Status{}
	for n, dir := range dirs {
		a.recovered(ctx, dir, recovered[n])
		if errs[n] != nil {
			failed++
			fmt.Fprintf(a.streams.ErrOut, "warning: %s: %v\n", dir, errs[n])
			continue
		}
		all = append(all, results[n])
	}
	return all, failed
}

// statusOf looks at a service, and says what it found of an interrupted command.
func (a *app) statusOf(ctx context.Context, dir string, packs *scaffold.Packs) (*scaffold.Status, workspace.Recovery, error) {
	if err := ctx.Err(); err != nil {
		return nil, workspace.Recovery{}, err
	}
	svc, err := scaffold.Open(dir, a.engine...)
	if err != nil {
		return nil, workspace.Recovery{}, err
	}
	defer svc.Close()
	status, err := svc.Status(ctx, packs)
	return status, svc.Recovered, err
}
