package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	statusServices = 1000
	mostStatuses   = 2 * time.Second
)

// measureStatuses looks at a thousand services on disk, beside reading all of
// their files.
func measureStatuses(ctx context.Context, b *bench) ([]line, error) {
	dir, err := b.folder("status")
	if err != nil {
		return nil, err
	}
	made := process{dir: dir, argv: []string{b.plugin, "new", "orders", "--stage", "rapid", "--set", "owner=team", "--set", "image=registry.internal/orders"}}
	if _, err := made.run(ctx); err != nil {
		return nil, err
	}
	b.say("status: copying %d services", statusServices)
	for n := range statusServices - 1 {
		if err := os.CopyFS(filepath.Join(dir, fmt.Sprintf("copy-%d", n)), os.DirFS(filepath.Join(dir, "orders"))); err != nil {
			return nil, fmt.Errorf("copying a service: %w", err)
		}
	}
	var as, bs []sample
	for n := range b.runs + 1 {
		x, err := process{dir: dir, argv: []string{b.plugin, "status", "-R"}}.run(ctx)
		if err != nil {
			return nil, err
		}
		y, err := process{dir: dir, argv: []string{"find", ".", "-type", "f", "-exec", "cat", "{}", "+"}}.run(ctx)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			as, bs = append(as, x), append(bs, y)
		}
	}
	took := median(wallTime().all(as))
	l := newLine(comparison{name: fmt.Sprintf("status %d", statusServices), a: side{label: "kubectl-svc status -R"}, b: side{label: "find -exec cat, every file"}}, target{quantity: wallTime(), most: 0}, as, bs)
	l.target, l.verdict = "<= "+milliseconds(mostStatuses), verdict(took <= float64(mostStatuses))
	return []line{l}, nil
}
