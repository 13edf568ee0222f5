package main

import (
	"context"
	"path/filepath"
)

// helmVersion is the Helm that is measured against.
const helmVersion = "v4.3.1"

// helm returns a Helm built like the plugin.
func (b *bench) helm(ctx context.Context) (string, error) {
	return b.installed(ctx, "helm", "helm.sh/helm/v4/cmd/helm", helmVersion)
}

// helmHome keeps the user's Helm settings and plugins out of a measurement.
func helmHome(dir string) []string {
	return []string{
		"HELM_CACHE_HOME=" + filepath.Join(dir, "cache"),
		"HELM_CONFIG_HOME=" + filepath.Join(dir, "config"),
		"HELM_DATA_HOME=" + filepath.Join(dir, "data"),
	}
}
