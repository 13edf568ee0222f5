package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	listedServices = 5000
	// mostFirstRow is how much later than the first page of the API server the
	// first row may be there.
	mostFirstRow = 300 * time.Millisecond
)

// measureList compares listing many services with kubectl, on the test cluster
// that make kubernetes builds.
func measureList(ctx context.Context, b *bench) ([]line, error) {
	bin := os.Getenv("KUBECTL_SVC_KUBERNETES")
	if bin == "" {
		return nil, errors.New("there is no test cluster: make bench builds it, and names it in KUBECTL_SVC_KUBERNETES")
	}
	kubeconfig, stop, err := b.startCluster(ctx, bin)
	if err != nil {
		return nil, err
	}
	defer stop()
	b.say("list: making %d services", listedServices)
	kubectl := filepath.Join(bin, "kubectl")
	if _, err := (process{argv: []string{b.self, populateWorker, kubectl, kubeconfig}}).run(ctx); err != nil {
		return nil, err
	}
	list := []string{b.plugin, "list", "-A", "--kubeconfig", kubeconfig}
	get := []string{kubectl, "--kubeconfig", kubeconfig, "--cache-dir", filepath.Join(b.dir, "cache"), "get"}
	lines, err := b.compare(ctx, comparison{
		name:    fmt.Sprintf("list %d", listedServices),
		a:       side{"kubectl-svc list -A", process{argv: list}.run},
		b:       side{"kubectl get deployments -A -o json", process{argv: append(get, "deployments", "-A", "-o", "json")}.run},
		targets: []target{{quantity: wallTime(), most: 0.5}, {quantity: memory(), most: 0.5}},
	})
	if err != nil {
		return nil, err
	}
	first, err := b.firstRow(ctx, list, append(get, "--raw", "/apis/apps/v1/deployments?limit=500"))
	return append(lines, first), err
}

// firstRow measures when the first row is there, against the first page.
func (b *bench) firstRow(ctx context.Context, list, page []string) (line, error) {
	var rows, pages []float64
	for n := range b.runs + 1 {
		row := &firstWrite{begin: time.Now()}
		if _, err := (process{argv: list, out: row}).run(ctx); err != nil {
			return line{}, err
		}
		whole, err := process{argv: page}.run(ctx)
		if err != nil {
			return line{}, err
		}
		if n > 0 {
			rows, pages = append(rows, float64(row.after)), append(pages, float64(whole.wall))
		}
	}
	later := time.Duration(median(rows) - median(pages))
	return line{
		name: "list, first row", a: "kubectl-svc list -A, first row", b: "kubectl get --raw, first page",
		medianA: milliseconds(time.Duration(median(rows))), medianB: milliseconds(time.Duration(median(pages))),
		target: "<= B + " + milliseconds(mostFirstRow), verdict: verdict(later <= mostFirstRow),
	}, nil
}

// firstWrite notes when something is first written to it.
type firstWrite struct {
	begin time.Time
	after time.Duration
	once  sync.Once
}

func (w *firstWrite) Write(p []byte) (int, error) {
	w.once.Do(func() { w.after = time.Since(w.begin) })
	return len(p), nil
}

// startCluster starts the test cluster; it ends with its standard input. Its
// controllers are stopped, so that nobody looks at thousands of Deployments
// while we measure.
func (b *bench) startCluster(ctx context.Context, bin string) (kubeconfig string, stop func(), err error) {
	b.say("list: starting a cluster")
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "cluster"), "-until-eof")
	orders, err := cmd.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, fmt.Errorf("starting the test cluster: %w", err)
	}
	stop = func() {
		orders.Close()
		_ = cmd.Wait()
	}
	answers := bufio.NewReader(out)
	kubeconfig, err = answers.ReadString('\n')
	if err == nil {
		_, err = io.WriteString(orders, "stop kube-controller-manager\n")
	}
	answer := ""
	if err == nil {
		answer, err = answers.ReadString('\n')
	}
	if err == nil && answer != "ok\n" {
		err = errors.New(strings.TrimSpace(answer))
	}
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("starting the test cluster: %w", err)
	}
	return strings.TrimSpace(kubeconfig), stop, nil
}
