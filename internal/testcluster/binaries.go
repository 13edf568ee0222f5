package testcluster

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// binaries is the folder that hack/kubernetes.sh has built into: the one that
// make names, else the one of the newest version in make's default place.
func binaries() (string, error) {
	dir := os.Getenv("KUBECTL_SVC_KUBERNETES")
	if dir == "" {
		version, err := newest()
		if err != nil {
			return "", err
		}
		cache := cmp.Or(os.Getenv("XDG_CACHE_HOME"), filepath.Join(os.Getenv("HOME"), ".cache"))
		dir = filepath.Join(cache, "kubectl-svc", "kubernetes", version)
	}
	if _, err := os.Stat(filepath.Join(dir, "cluster")); err != nil {
		return "", fmt.Errorf("the test cluster is not built: make kubernetes builds it into %s", dir)
	}
	return dir, nil
}

// newest is the version of Kubernetes in testdata/cluster/go.mod.
func newest() (string, error) {
	root, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		content, err := os.ReadFile(filepath.Join(root, "testdata", "cluster", "go.mod"))
		if err == nil {
			found := regexp.MustCompile(`(?m)^\tk8s\.io/kubernetes (\S+)$`).FindSubmatch(content)
			if found == nil {
				return "", errors.New("testdata/cluster/go.mod requires no k8s.io/kubernetes")
			}
			return string(found[1]), nil
		}
		if parent := filepath.Dir(root); parent != root {
			root = parent
			continue
		}
		return "", fmt.Errorf("look for testdata/cluster/go.mod above the working directory: %w", err)
	}
}
