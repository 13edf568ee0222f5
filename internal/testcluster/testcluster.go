// Package testcluster runs a real Kubernetes control plane for tests: etcd, API
// server, controller manager and scheduler, and three nodes played by kwok, on
// which pods become ready without running.
//
// A test process has at most one, started by the first test that asks for it.
// A program of its own (testdata/cluster) holds it, and stops it when the pipe
// to its standard input closes. The kernel closes that at the end of the test
// process, whichever end that is: all tests done, a panic, a timeout, Ctrl-C or
// kill -9.
package testcluster

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// Cluster is a control plane that runs. Its tests share it, so each works in a
// namespace of its own.
type Cluster struct {
	Kubeconfig string    // a file, for a user who may do anything
	bin        string    // the folder with the binaries
	orders     io.Writer // to the program that holds it, which ends at its end
	answers    *bufio.Reader
	client     client
}

// start starts the cluster of this process.
var start = sync.OnceValues(func() (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	return startFrom(bin)
})

// Shared is the cluster of this test process. Without its binaries, which make
// kubernetes builds, the test is skipped, or fails where REQUIRE_ALL is set.
func Shared(t testing.TB) *Cluster {
	t.Helper()
	if _, err := binaries(); err != nil {
		testtool.Without(t, err.Error())
	}
	c, err := start()
	require.NoError(t, err)
	return c
}

// startFrom starts a cluster from the binaries in a folder, and waits until it
// is ready.
func startFrom(bin string) (*Cluster, error) {
	// It outlives the test that asks for it first, and ends with the process.
	cmd := exec.CommandContext(context.Background(), filepath.Join(bin, "cluster"), "-until-eof")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the test cluster: %w", err)
	}
	answers := bufio.NewReader(stdout)
	kubeconfig, err := answers.ReadString('\n')
	if err != nil {
		_ = cmd.Wait()
		return nil, fmt.Errorf("start the test cluster: %s", strings.TrimSpace(stderr.String()))
	}
	return &Cluster{Kubeconfig: strings.TrimSpace(kubeconfig), bin: bin, orders: stdin, answers: answers}, nil
}
