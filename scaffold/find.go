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
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
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
			mine, err := isRecord(path, d)
			if mine {
				found = append(found, filepath.Dir(path))
			}
			return err
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("looking for services in %s: %w", root, err)
	}
	return found, nil
}

// isRecord tells whether a file is a service record, or a broken one.
func isRecord(path string, d fs.DirEntry) (bool, error) {
	info, err := d.Info()
	if err != nil {
		return false, err
	}
	if info.Size() > workspace.MaxRecord {
		return true, nil // opening the service says what is wrong
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	_, err = record.Parse(content)
	return !errors.Is(err, record.ErrNotARecord), nil
}
