package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// helmVersion is the Helm that is measured against.
const helmVersion = "v4.3.1"

// helm returns a Helm built like the plugin. It is kept outside the tree and
// the temporary folder, since building it takes minutes.
func (b *bench) helm(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding the cache folder: %w", err)
	}
	dir := filepath.Join(cache, "kubectl-svc-bench", "helm-"+helmVersion)
	bin := filepath.Join(dir, executable("helm"))
	if _, err := os.Stat(bin); err == nil {
		return bin, nil
	}
	b.say("building helm %s into %s: once, and some minutes, since it links the whole Kubernetes client", helmVersion, dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("making %s: %w", dir, err)
	}
	args := append([]string{"install"}, released()...)
	if _, err := goCommand(ctx, b.dir, []string{"GOBIN=" + dir}, append(args, "helm.sh/helm/v4/cmd/helm@"+helmVersion)...); err != nil {
		return "", fmt.Errorf("building helm: %w", err)
	}
	return bin, nil
}

// helmHome keeps the user's Helm settings and plugins out of a measurement.
func helmHome(dir string) []string {
	return []string{
		"HELM_CACHE_HOME=" + filepath.Join(dir, "cache"),
		"HELM_CONFIG_HOME=" + filepath.Join(dir, "config"),
		"HELM_DATA_HOME=" + filepath.Join(dir, "data"),
	}
}
