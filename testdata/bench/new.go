package main

import (
	"context"
	"fmt"
	"os"
)

// measureNew compares making a service with making a chart, each in a fresh
// folder.
func measureNew(ctx context.Context, b *bench) ([]line, error) {
	helm, err := b.helm(ctx)
	if err != nil {
		return nil, err
	}
	dir, err := b.folder("new")
	if err != nil {
		return nil, err
	}
	return b.compare(ctx, comparison{
		name: "new", times: 3,
		a:       side{"kubectl-svc new", inFreshFolder(dir, process{argv: []string{b.plugin, "new", "orders"}})},
		b:       side{"helm create", inFreshFolder(dir, process{argv: []string{helm, "create", "orders"}, env: helmHome(b.dir)})},
		targets: []target{{quantity: wallTime(), most: 1}, {quantity: memory(), most: 1}},
	})
}

// inFreshFolder runs a process in an empty folder below dir, each time another.
func inFreshFolder(dir string, p process) func(context.Context) (sample, error) {
	return func(ctx context.Context) (sample, error) {
		fresh, err := os.MkdirTemp(dir, "")
		if err != nil {
			return sample{}, fmt.Errorf("making a fresh folder: %w", err)
		}
		p.dir = fresh
		settleDisk()
		return p.run(ctx)
	}
}
