package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
)

// measureMerge compares merging as the plugin does, in a process that runs
// already, with a git process for each file.
func measureMerge(ctx context.Context, b *bench) ([]line, error) {
	many, err := b.compareMerges(ctx, mergeFixture{name: "1000x20", title: "1000 files of 20 lines", files: 1000, lines: 20, every: 20}, 1)
	if err != nil {
		return nil, err
	}
	one, err := b.compareMerges(ctx, mergeFixture{name: "1x10000", title: "1 file of 10000 lines", files: 1, lines: 10_000, every: 250}, 10)
	return append(many, one...), err
}

func (b *bench) compareMerges(ctx context.Context, f mergeFixture, times int) ([]line, error) {
	dir, err := b.folder("merge-" + f.name)
	if err != nil {
		return nil, err
	}
	if err := f.write(dir); err != nil {
		return nil, err
	}
	settleDisk()
	return b.compare(ctx, comparison{
		name: "merge", times: times,
		a:       side{"merge " + f.title, b.mergeInProcess(dir)},
		b:       side{"git merge-file, a process each", mergeWithGit(dir)},
		targets: []target{{quantity: wallTime(), most: 1}},
	})
}

// mergeInProcess merges in a process of this program's own, so that the memory
// it takes is new to it as it is to the plugin. The sample is what that process
// says the files took, without its start.
func (b *bench) mergeInProcess(dir string) func(context.Context) (sample, error) {
	return func(ctx context.Context) (sample, error) {
		var out bytes.Buffer
		s, err := process{argv: []string{b.self, mergeWorker, dir}, out: &out}.run(ctx)
		if err != nil {
			return sample{}, err
		}
		if s.wall, err = time.ParseDuration(out.String()); err != nil {
			return sample{}, fmt.Errorf("reading what %s printed: %w", mergeWorker, err)
		}
		return s, nil
	}
}

// mergeAll reads and merges the three versions in each subfolder, and prints
// how long that took.
func mergeAll(ctx context.Context, args []string, out io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: %s FOLDER", mergeWorker)
	}
	start := time.Now()
	entries, err := os.ReadDir(args[0])
	if err != nil {
		return fmt.Errorf("listing what to merge: %w", err)
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		sides, err := readSides(filepath.Join(args[0], e.Name()))
		if err != nil {
			return err
		}
		result := text.Merger{}.Merge(sides, merge.Labels{Yours: yours, Base: base, Template: template}, nil)
		if len(result.Conflicts) > 0 {
			return fmt.Errorf("%s does not merge clean", e.Name())
		}
	}
	if _, err := fmt.Fprint(out, time.Since(start)); err != nil {
		return fmt.Errorf("printing: %w", err)
	}
	return nil
}

func readSides(dir string) (sides merge.Sides, err error) {
	for name, content := range map[string]*[]byte{yours: &sides.Yours, base: &sides.Base, template: &sides.Template} {
		if *content, err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			return sides, fmt.Errorf("reading what to merge: %w", err)
		}
	}
	return sides, nil
}

// mergeWithGit merges each subfolder in a process of git, one after the other.
// The sample is of all of them.
func mergeWithGit(dir string) func(context.Context) (sample, error) {
	return func(ctx context.Context) (sample, error) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return sample{}, fmt.Errorf("listing what to merge: %w", err)
		}
		var total sample
		start := time.Now()
		for _, e := range entries {
			s, err := process{dir: filepath.Join(dir, e.Name()), argv: []string{"git", "merge-file", "-p", "--diff3", yours, base, template}}.run(ctx)
			if err != nil {
				return sample{}, err
			}
			total.memory = max(total.memory, s.memory)
		}
		total.wall = time.Since(start)
		return total, nil
	}
}
