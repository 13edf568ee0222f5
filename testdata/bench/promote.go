package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// measurePromote compares promoting a service of a thousand files, a third of
// them edited, with copying it file by file to the disk itself.
func measurePromote(ctx context.Context, b *bench) ([]line, error) {
	dir, err := b.folder("promote")
	if err != nil {
		return nil, err
	}
	service, err := b.makeService(ctx, dir)
	if err != nil {
		return nil, err
	}
	return b.compare(ctx, comparison{
		name:    "promote",
		a:       side{"kubectl-svc promote, 1000 files", b.promoteCopyOf(service)},
		b:       side{"copy and fsync each", b.copyOf(service)},
		targets: []target{{quantity: wallTime(), most: 3}},
	})
}

// promoteCopyOf promotes a fresh copy of a service.
func (b *bench) promoteCopyOf(service string) func(context.Context) (sample, error) {
	return func(ctx context.Context) (sample, error) {
		fresh, err := freshName(service)
		if err != nil {
			return sample{}, err
		}
		if err := os.CopyFS(fresh, os.DirFS(service)); err != nil {
			return sample{}, fmt.Errorf("copying the service: %w", err)
		}
		settleDisk()
		return process{argv: []string{b.plugin, "promote", fresh}}.run(ctx)
	}
}

// copyOf copies a service durably.
func (b *bench) copyOf(service string) func(context.Context) (sample, error) {
	return func(ctx context.Context) (sample, error) {
		fresh, err := freshName(service)
		if err != nil {
			return sample{}, err
		}
		settleDisk()
		return process{argv: []string{b.self, copyWorker, service, fresh}}.run(ctx)
	}
}

// freshName is the name of a folder beside a service that does not exist yet;
// from there, the recorded path of the pack holds too. Nothing is removed
// before the end: ext4 is slow to make files for minutes after it deleted many.
func freshName(service string) (string, error) {
	name, err := os.MkdirTemp(filepath.Dir(service), "fresh-")
	if err != nil {
		return "", fmt.Errorf("making a fresh folder: %w", err)
	}
	if err := os.Remove(name); err != nil {
		return "", fmt.Errorf("making a fresh folder: %w", err)
	}
	return name, nil
}
