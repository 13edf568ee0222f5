package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// benchmark is one thing to measure, by the name the command line knows it by.
type benchmark struct {
	name string
	run  func(context.Context, *bench) ([]line, error)
}

func benchmarks() []benchmark {
	return []benchmark{
		{"new", measureNew},
		{"help", measureHelp},
		{"promote", measurePromote},
		{"merge", measureMerge},
		{"check", measureCheck},
		{"status", measureStatuses},
		{"list", measureList},
		{"size", measureSize},
		{"start", eachLanguage(measureStart)},
		{"middleware", eachLanguage(measureMiddleware)},
		{"first-test", eachLanguage(measureFirstTest)},
	}
}

func names() []string {
	var out []string
	for _, b := range benchmarks() {
		out = append(out, b.name)
	}
	return out
}

// choose finds benchmarks by name; no name means all of them.
func choose(wanted []string) ([]benchmark, error) {
	for _, name := range wanted {
		if !slices.Contains(names(), name) {
			return nil, fmt.Errorf("no benchmark %q: there are %v", name, names())
		}
	}
	return slices.DeleteFunc(benchmarks(), func(b benchmark) bool {
		return len(wanted) > 0 && !slices.Contains(wanted, b.name)
	}), nil
}

// bench is what all benchmarks share.
type bench struct {
	dir      string // temporary
	plugin   string // the binary under test
	self     string // this program, for work that is measured as a process
	runs     int
	progress io.Writer
}

func newBench(ctx context.Context, plugin string, runs int, progress io.Writer) (*bench, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding this program: %w", err)
	}
	dir, err := os.MkdirTemp("", "kubectl-svc-bench-")
	if err != nil {
		return nil, fmt.Errorf("making a temporary folder: %w", err)
	}
	b := &bench{dir: dir, self: self, runs: runs, progress: progress}
	if plugin == "" {
		b.plugin, err = b.buildPlugin(ctx)
	} else {
		b.plugin, err = filepath.Abs(plugin)
	}
	if err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bench) close() {
	if err := os.RemoveAll(b.dir); err != nil {
		b.say("could not remove %s: %v", b.dir, err)
	}
}

func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.progress, format+"\n", args...)
}

// folder makes a new folder below the temporary one.
func (b *bench) folder(name string) (string, error) {
	dir := filepath.Join(b.dir, name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", fmt.Errorf("making a folder for %s: %w", name, err)
	}
	return dir, nil
}

// measure runs benchmarks and prints their results as one table.
func (b *bench) measure(ctx context.Context, chosen []benchmark, out io.Writer) error {
	var lines []line
	for _, one := range chosen {
		more, err := one.run(ctx, b)
		if err != nil {
			return fmt.Errorf("%s: %w", one.name, err)
		}
		lines = append(lines, more...)
	}
	return printTable(out, lines)
}
