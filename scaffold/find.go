package scaffold

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// Find returns the folders at and below one that hold a service, in the order
// of their paths. A svc.yaml that is something else is passed over; one that
// cannot be read as ours is returned, so that its error is seen. Hidden folders
// and installed packages are not looked into.
func Find(ctx context.Context, root string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return err
		case d.IsDir():
			if path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules") {
				return fs.SkipDir
			}
		case d.Name() == record.FileName && d.Type().IsRegular():
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if _, err := record.Parse(content); !errors.Is(err, record.ErrNotARecord) {
				found = append(found, filepath.Dir(path))
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("looking for services in %s: %w", root, err)
	}
	return found, nil
}
