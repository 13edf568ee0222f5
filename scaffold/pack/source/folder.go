package source

import (
	"context"
	"fmt"
	"os"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// openFolder loads a pack from a folder, through a root that no path in the
// pack can leave.
func openFolder(ctx context.Context, dir string, depth int) (*pack.Pack, error) {
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
	p, err := pack.LoadOn(root.FS(), base(ctx, dir, depth))
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w", dir, err)
	}
	return p, nil
}
