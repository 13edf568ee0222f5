package source

import (
	"context"
	"fmt"
	"os"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// openFolder loads a pack from a folder, through a root that no path in the
// pack can leave.
func openFolder(_ context.Context, dir string, _ int) (*pack.Pack, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("opening pack: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("opening pack: %s is not a folder, and no archive either (%s)", dir, "its name ends in none of .tar.gz, .tgz, .tar, .zip")
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("opening pack: %w", err)
	}
	defer root.Close()
	p, err := pack.Load(root.FS())
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w", dir, err)
	}
	return p, nil
}
