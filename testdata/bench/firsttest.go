package main

import (
	"context"
	"os"
	"path/filepath"
)

// measureFirstTest measures what a developer waits for in the first minute: a
// new service, and its own tests, built from nothing but what they depend on.
func measureFirstTest(ctx context.Context, b *bench, l language) ([]line, error) {
	dir, err := b.folder("first-test-" + l.name)
	if err != nil {
		return nil, err
	}
	b.say("first-test, %s: new and make test, %s, once", l.name, l.fresh)
	created, err := process{dir: dir, argv: []string{b.plugin, "new", "orders", "--language", l.name}}.run(ctx)
	if err != nil {
		return nil, err
	}
	service := filepath.Join(dir, "orders")
	if err := l.fetch(ctx, service); err != nil {
		return nil, err
	}
	tested, err := process{dir: service, env: l.env(dir), argv: []string{"make", "test"}}.run(ctx)
	if err != nil {
		return nil, err
	}
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	is := created.wall + tested.wall
	return []line{{name: "first-test, " + l.name, a: "new and make test, " + l.fresh, medianA: milliseconds(is),
		target: "<= " + milliseconds(l.firstTest), verdict: verdict(is <= l.firstTest)}}, nil
}
