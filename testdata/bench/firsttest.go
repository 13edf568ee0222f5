package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// floor is the least that any server of a language needs for its first test. What
// it leaves built is what a machine has that has built another server before.
type floor struct {
	test        side
	leavesBuilt string
}

// measureFirstTest measures what a developer waits for in the first minute: a
// new service, and its own tests, built from nothing but what they depend on.
func measureFirstTest(ctx context.Context, b *bench, l language) ([]line, error) {
	dir, err := b.folder("first-test-" + l.name)
	if err != nil {
		return nil, err
	}
	b.say("first-test, %s: new and make test, once", l.name)
	fresh, err := firstTest(ctx, b, l, filepath.Join(dir, "fresh"))
	if err != nil {
		return nil, err
	}
	first := firstTestLine(l, l.fresh, fresh)
	lines := []line{first}
	if l.floor != nil {
		used := filepath.Join(dir, "used")
		bare := l.floor(used)
		least, err := bare.test.run(ctx)
		if err != nil {
			return nil, err
		}
		lines[0].b, lines[0].medianB = bare.test.label, milliseconds(least.wall)
		lines[0].ratio = fmt.Sprintf("%.2f", float64(fresh)/float64(least.wall))
		next, err := firstTest(ctx, b, l, used)
		if err != nil {
			return nil, err
		}
		lines = append(lines, firstTestLine(l, bare.leavesBuilt, next))
	}
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	return lines, nil
}

// firstTest makes a service in a folder and runs its tests with what is built there.
func firstTest(ctx context.Context, b *bench, l language, dir string) (time.Duration, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, err
	}
	created, err := process{dir: dir, argv: []string{b.plugin, "new", "orders", "--language", l.name}}.run(ctx)
	if err != nil {
		return 0, err
	}
	service := filepath.Join(dir, "orders")
	if err := l.fetch(ctx, service); err != nil {
		return 0, err
	}
	tested, err := process{dir: service, env: l.env(dir), argv: []string{"make", "test"}}.run(ctx)
	if err != nil {
		return 0, err
	}
	return created.wall + tested.wall, nil
}

func firstTestLine(l language, built string, is time.Duration) line {
	return line{name: "first-test, " + l.name, a: "new and make test, " + built, medianA: milliseconds(is),
		target: "<= " + milliseconds(l.firstTest), verdict: verdict(is <= l.firstTest)}
}
