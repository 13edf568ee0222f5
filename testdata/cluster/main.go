// Command cluster runs a Kubernetes control plane with three nodes that only
// look like machines, until it is told to stop, its standard input ends
// (-until-eof) or the process that started it is gone. None of its processes
// outlives it.
//
// When the cluster is ready, the first line on standard output is the path of
// its kubeconfig; all else goes to standard error. With -until-eof, lines on
// standard input stop and start a component: "stop kube-apiserver". Each is
// answered on standard output, with "ok" or "error: ..." and why.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

func main() {
	// The kernel ties a child to the thread that started it (see attributes), and
	// this one lives as long as the process does.
	runtime.LockOSThread()
	untilEOF := flag.Bool("until-eof", false, "stop when standard input ends")
	patience := flag.Duration("timeout", 2*time.Minute, "how long the cluster may take to become ready")
	flag.Parse()
	if err := run(*untilEOF, *patience); err != nil {
		fmt.Fprintln(os.Stderr, "error: cluster:", err)
		os.Exit(1)
	}
}

// run keeps a cluster until something ends it.
func run(untilEOF bool, patience time.Duration) error {
	begin := time.Now()
	stopped, stop := context.WithCancel(context.Background())
	defer stop()
	orders := make(chan string)
	go waitForTheEnd(stopped, stop, untilEOF, orders)

	self, err := os.Executable()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "kubectl-svc-cluster-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	c := &cluster{bin: filepath.Dir(self), dir: dir}
	defer c.stop()
	starting, cancel := context.WithTimeoutCause(stopped, patience, fmt.Errorf("not ready after %s", patience))
	defer cancel()
	if err := c.start(starting); err != nil {
		if stopped.Err() != nil {
			return nil // told to stop meanwhile
		}
		return err
	}
	fmt.Println(c.kubeconfig())
	fmt.Fprintf(os.Stderr, ready, time.Since(begin).Seconds(), c.kubeconfig(), filepath.Join(c.bin, "kubectl"), dir)
	return c.serve(stopped, orders)
}

const ready = `
The cluster is ready after %.1f s. In another terminal:

  export KUBECONFIG=%s
  %s get nodes

Logs are in %s. Ctrl-C stops the cluster and leaves nothing behind.
`

// waitForTheEnd calls stop at the first reason there is to stop. Until then it
// hands over the lines of standard input.
func waitForTheEnd(ctx context.Context, stop func(), untilEOF bool, orders chan<- string) {
	defer stop()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	eof := make(chan struct{})
	if untilEOF {
		go func() {
			defer close(eof)
			for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
				select {
				case orders <- lines.Text():
				case <-ctx.Done():
				}
			}
		}()
	}
	parent := os.Getppid()
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for {
		select {
		case <-signals:
			return
		case <-eof:
			return
		case <-look.C:
			if os.Getppid() != parent {
				return
			}
		}
	}
}
