package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// openFolder loads a pack from a folder, through a root that no path in the
// pack can leave.
func openFolder(ctx context.Context, dir string, depth int) (*pack.Pack, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("opening pack: there is no folder %s: name a folder, an archive (%s), git+https://, oci://, or %s, which is built in", dir, strings.Join(archives, ", "), BuiltIn)
	case err != nil:
		return nil, fmt.Errorf("opening pack: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("opening pack: %s is not a folder, and no archive either (its name ends in none of %s)", dir, strings.Join(archives, ", "))
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
