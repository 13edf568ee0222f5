package main

import (
	"context"
	"path/filepath"
)

// kustomizeVersion is the kustomize that is measured against: the newest that
// builds with the Go of this module.
const kustomizeVersion = "v5.7.1"

// measureCheck compares judging a service by its gates, which builds every
// overlay, with building every overlay and nothing else.
func measureCheck(ctx context.Context, b *bench) ([]line, error) {
	kustomize, err := b.installed(ctx, "kustomize", "sigs.k8s.io/kustomize/kustomize/v5", kustomizeVersion)
	if err != nil {
		return nil, err
	}
	dir, err := b.folder("check")
	if err != nil {
		return nil, err
	}
	made := process{dir: dir, argv: []string{b.plugin, "new", "orders", "--stage", "rapid", "--set", "owner=team", "--set", "image=registry.internal/orders"}}
	if _, err := made.run(ctx); err != nil {
		return nil, err
	}
	service := filepath.Join(dir, "orders")
	overlays, err := filepath.Glob(filepath.Join(service, "deploy", "overlays", "*"))
	if err != nil {
		return nil, err
	}
	return b.compare(ctx, comparison{
		name: "check", times: 3,
		a: side{"kubectl-svc check", process{dir: service, argv: []string{b.plugin, "check", "--offline"}}.run},
		b: side{"kustomize build, an overlay a process", func(ctx context.Context) (sample, error) {
			var sum sample
			for _, overlay := range overlays {
				one, err := process{argv: []string{kustomize, "build", overlay}}.run(ctx)
				if err != nil {
					return sum, err
				}
				sum.wall += one.wall
				sum.memory = max(sum.memory, one.memory)
			}
			return sum, nil
		}},
		targets: []target{{quantity: wallTime(), most: 3}},
	})
}
