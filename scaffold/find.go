package scaffold

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/workspace"
)

// Find goes through the folders at and below one that hold a service, in the
// order of their paths. A svc.yaml that is something else is passed over; one
// that cannot be read as ours is among them, so that its error is seen. Hidden
// folders and installed packages are not looked into. A folder that cannot be
// read comes with the error, and the search goes on behind it.
func Find(ctx context.Context, root string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return fs.SkipAll
			case err != nil:
				return goOn(yield(path, fmt.Errorf("looking for services: %w", cause(err))))
			case d.IsDir():
				if path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules") {
					return fs.SkipDir
				}
			case d.Name() == record.FileName && d.Type().IsRegular():
				if isRecord(path, d) {
					return goOn(yield(filepath.Dir(path), nil))
				}
			}
			return nil
		})
	}
}

// goOn is what ends a walk, or does not.
func goOn(on bool) error {
	if on {
		return nil
	}
	return fs.SkipAll
}

// cause is an error without the path, which is told beside it.
func cause(err error) error {
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// isRecord tells whether a file is a service record, or one that cannot be read:
// opening the service says what is wrong with it.
func isRecord(path string, d fs.DirEntry) bool {
	info, err := d.Info()
	if err != nil || info.Size() > workspace.MaxRecord {
		return true
	}
	content, err := os.ReadFile(path)
	if err != nil || record.Heads(content) {
		return true
	}
	_, err = record.Parse(content)
	return !errors.Is(err, record.ErrNotARecord)
}
