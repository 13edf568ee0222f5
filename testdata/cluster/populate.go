package main

import (
	"context"
	_ "embed"
	"fmt"
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
	for {
		out, err := c.kubectl(ctx, args...).CombinedOutput()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w; kubectl says last: %s", what, context.Cause(ctx), out)
		case ended := <-c.ended:
			return ended.failure()
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
