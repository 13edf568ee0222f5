package plugin

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// many shows a line for each service, in the order of the folders. One that
// cannot be looked at is told of, and the others are shown all the same.
func (o *statusOptions) many(ctx context.Context, a *app, args []string) error {
	folders := one(args)
	if o.recursive {
		if len(args) == 0 {
			args = []string{"."}
		}
		for _, root := range args {
			if _, err := os.Stat(root); err != nil {
				return fmt.Errorf("looking for services: %w", err)
			}
		}
		folders = below(ctx, args)
	}
	all, failed := a.statuses(ctx, folders)
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
	if failed.services > 0 {
		return fmt.Errorf("%s could not be looked at", print.Count(failed.services, "service"))
	}
	if failed.folders > 0 {
		return fmt.Errorf("%s could not be searched for services", print.Count(failed.folders, "folder"))
	}
	if len(all) == 0 {
		fmt.Fprintln(a.streams.ErrOut, "No services found.")
	}
	return o.drifted(all...)
}

// one goes through folders that are named.
func one(dirs []string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, dir := range dirs {
			if !yield(dir, nil) {
				return
			}
		}
	}
}

// below goes through the services at and below folders.
func below(ctx context.Context, roots []string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, root := range roots {
			for dir, err := range scaffold.Find(ctx, root) {
				if !yield(dir, err) {
					return
				}
			}
		}
	}
}

// failures count what could not be looked at.
type failures struct{ services, folders int }

// look is what there is to say of one folder.
type look struct {
	dir       string
	unread    error // it cannot be searched for services
	status    *scaffold.Status
	recovered workspace.Recovery
	err       error
}

// statuses looks at services while they are being found, as many at once as
// there are processors.
func (a *app) statuses(ctx context.Context, folders iter.Seq2[string, error]) (all []*scaffold.Status, failed failures) {
	// Each look leaves much garbage and little else: to collect it less often
	// takes a tenth of the time, and some 20 MB.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	var looks []*look
	next := make(chan *look)
	packs := &scaffold.Packs{}
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for l := range next {
				l.status, l.recovered, l.err = a.statusOf(ctx, l.dir, packs)
			}
		})
	}
	for dir, err := range folders {
		l := &look{dir: dir, unread: err}
		looks = append(looks, l)
		if err == nil {
			next <- l
		}
	}
	close(next)
	workers.Wait()
	all = []*scaffold.Status{}
	for _, l := range looks {
		a.recovered(ctx, l.dir, l.recovered)
		switch {
		case l.unread != nil:
			failed.folders++
			fmt.Fprintf(a.streams.ErrOut, "warning: %s: %v\n", l.dir, l.unread)
		case l.err != nil:
			failed.services++
			fmt.Fprintf(a.streams.ErrOut, "warning: %s\n", naming(l.dir, l.err))
		default:
			all = append(all, l.status)
		}
	}
	return all, failed
}

// naming is an error with the folder it is about, once.
func naming(dir string, err error) string {
	if strings.HasPrefix(err.Error(), dir+" ") || errors.Is(err, scaffold.ErrNoService) {
		return err.Error()
	}
	return fmt.Sprintf("%s: %v", dir, err)
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
