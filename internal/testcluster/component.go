package testcluster

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Components of the control plane, by the names of their programs.
const (
	APIServer         = "kube-apiserver"
	ControllerManager = "kube-controller-manager"
)

// Stop ends a component until Start, or until the test is over, and returns
// when it is gone. Tests that run in parallel would miss it, too.
func (c *Cluster) Stop(t testing.TB, component string) {
	t.Helper()
	require.NoError(t, c.order("stop", component))
	t.Cleanup(func() { _ = c.order("start", component) }) // it may run again
}

// Start starts a component that was stopped. It returns when the API server is
// ready, or when another one is started.
func (c *Cluster) Start(t testing.TB, component string) {
	t.Helper()
	require.NoError(t, c.order("start", component))
}

// patience is longer than the program's own.
const patience = 2 * time.Minute

// order has the program that holds the cluster do something.
func (c *Cluster) order(verb, component string) error {
	if _, err := fmt.Fprintln(c.orders, verb, component); err != nil {
		return err
	}
	answered := make(chan struct{})
	var answer string
	var err error
	go func() {
		defer close(answered)
		answer, err = c.answers.ReadString('\n')
	}()
	select {
	case <-answered:
	case <-time.After(patience):
		return fmt.Errorf("%s %s: no answer after %s; is the program that holds the cluster built from this source? make kubernetes", verb, component, patience)
	}
	if err != nil {
		return fmt.Errorf("%s %s: the program that holds the cluster has ended: %w", verb, component, err)
	}
	if answer = strings.TrimSpace(answer); answer != "ok" {
		return fmt.Errorf("%s %s: %s", verb, component, answer)
	}
	return nil
}
