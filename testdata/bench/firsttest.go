package main

import (
	"context"
	"os"
	"path/filepath"
	"time"
)

// measureFirstTest measures what a developer waits for in the first minute: a
// new service, and its own tests, built from nothing but the modules' sources.
func measureFirstTest(ctx context.Context, b *bench) ([]line, error) {
	const most = time.Minute
	dir, err := b.folder("first-test")
	if err != nil {
		return nil, err
	}
	b.say("first-test: new and make test with an empty build cache, once")
	env := []string{"GOCACHE=" + filepath.Join(dir, "build-cache"), "GOWORK=off"}
	created, err := process{dir: dir, argv: []string{b.plugin, "new", "orders"}}.run(ctx)
	if err != nil {
		return nil, err
	}
	service := filepath.Join(dir, "orders")
	// The modules are there, as on a machine that has built such a service.
	if _, err := goCommand(ctx, service, nil, "mod", "download"); err != nil {
		return nil, err
	}
	tested, err := process{dir: service, env: env, argv: []string{"make", "test"}}.run(ctx)
	if err != nil {
		return nil, err
	}
	if err := os.RemoveAll(filepath.Join(dir, "build-cache")); err != nil {
		return nil, err
	}
	is := created.wall + tested.wall
	return []line{{name: "first-test", a: "new and make test, empty build cache", medianA: milliseconds(is),
		target: "<= " + milliseconds(most), verdict: verdict(is <= most)}}, nil
}
