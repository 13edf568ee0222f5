package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"time"
)

//go:embed nodes.yaml
var nodeObjects string

// populate adds the nodes, and waits until a pod would find all it needs.
func (c *cluster) populate(ctx context.Context) error {
	cmd := c.kubectl(ctx, "create", "-f", "-")
	cmd.Stdin = strings.NewReader(nodeObjects)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("create the nodes: %w: %s", err, out)
	}
	if err := c.await(ctx, "the nodes", "wait", "--for=condition=Ready", "node", "--all", "--timeout=1s"); err != nil {
		return err
	}
	return c.await(ctx, "the controllers", "get", "serviceaccount", "default", "--namespace=default")
}

// await calls kubectl until it succeeds.
func (c *cluster) await(ctx context.Context, what string, args ...string) error {
	return c.until(ctx, what, func() error {
		out, err := c.kubectl(ctx, args...).CombinedOutput()
		if refused := new(exec.ExitError); errors.As(err, &refused) {
			return fmt.Errorf("%w: %s", errNotYet, out)
		}
		return err
	})
}

// awaitListener connects to an address until somebody answers: that costs less
// than a call of kubectl.
func (c *cluster) awaitListener(ctx context.Context, what, address string) error {
	return c.until(ctx, what, func() error {
		connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err != nil {
			return fmt.Errorf("%w: %w", errNotYet, err)
		}
		return connection.Close()
	})
}

// errNotYet is what may be tried again.
var errNotYet = errors.New("not yet")

// until tries something until it succeeds or fails for good.
func (c *cluster) until(ctx context.Context, what string, try func() error) error {
	for {
		err := try()
		if ctx.Err() != nil {
			return fmt.Errorf("wait for %s: %w; last: %v", what, context.Cause(ctx), err)
		}
		if !errors.Is(err, errNotYet) {
			return err
		}
		select {
		case <-ctx.Done():
		case ended := <-c.ended:
			if !ended.stopped {
				return ended.failure()
			}
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// kubectl is a call to the cluster.
func (c *cluster) kubectl(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, c.bin+"/kubectl", append([]string{"--kubeconfig=" + c.kubeconfig(), "--cache-dir=" + c.path("cache")}, args...)...)
	cmd.SysProcAttr = attributes()
	return cmd
}
