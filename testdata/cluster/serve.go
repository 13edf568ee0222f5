package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// serve carries out orders until ctx ends, or returns an error when a component
// ends that nobody stopped.
func (c *cluster) serve(ctx context.Context, orders <-chan string) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case ended := <-c.ended:
			if !ended.stopped {
				return ended.failure()
			}
		case order := <-orders:
			if err := c.obey(ctx, order); err != nil {
				fmt.Println("error:", strings.Join(strings.Fields(err.Error()), " "))
			} else {
				fmt.Println("ok")
			}
		}
	}
}

// patience is how long a component may take to be there again.
const patience = time.Minute

// obey stops or starts a component, and returns when that is done.
func (c *cluster) obey(ctx context.Context, order string) error {
	verb, name, _ := strings.Cut(order, " ")
	at := slices.IndexFunc(c.running, func(p *component) bool { return p.name == name })
	if at < 0 {
		return fmt.Errorf("there is no component %q", name)
	}
	was := c.running[at]
	switch {
	case verb == "stop" && !was.stopped:
		was.stopped = true
		was.kill()
		<-was.done
		return nil
	case verb == "start" && was.stopped:
		started, err := c.startComponent(was.name, was.args)
		if err != nil {
			return err
		}
		c.running[at] = started
		if name != "kube-apiserver" {
			return nil
		}
		ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("not ready after %s", patience))
		defer cancel()
		return c.awaitAPIServer(ctx)
	}
	return fmt.Errorf("cannot %s", order)
}

// awaitAPIServer returns when the API server is ready.
func (c *cluster) awaitAPIServer(ctx context.Context) error {
	if err := c.awaitListener(ctx, "the API server to listen", c.apiServer); err != nil {
		return err
	}
	return c.await(ctx, "the API server", "get", "--raw=/readyz")
}
