package facts

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Signals says which source files handle the signal that asks a pod to stop.
type Signals struct {
	Files []string `cel:"files" doc:"source files, tests aside, in whose code SIGTERM stands"`
}

// sourceSuffixes are the source files that are looked at.
var sourceSuffixes = []string{".go", ".ts", ".mts", ".js", ".mjs", ".py", ".java", ".kt", ".rs", ".cs", ".rb", ".ex", ".c", ".cc", ".cpp"}

// passedOver are folders that hold no code of the service's own.
var passedOver = []string{".git", ".svc", "node_modules", "vendor", "dist", "testdata"}

// Bounds on how much is searched: a service's own code is far smaller.
const (
	maxSourceFiles = 5_000
	maxSourceSize  = 1 << 20
)

var errEnough = errors.New("enough")

func signals(ctx context.Context, s *Set) (any, error) {
	found, seen := Signals{Files: []string{}}, 0
	err := fs.WalkDir(s.source.Files, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir() && slices.Contains(passedOver, d.Name()):
			return fs.SkipDir
		case d.IsDir() || !d.Type().IsRegular() || !isSource(name):
			return nil
		}
		if seen++; seen > maxSourceFiles {
			return errEnough
		}
		info, err := d.Info()
		if err != nil || info.Size() > maxSourceSize {
			return err
		}
		content, err := fs.ReadFile(s.source.Files, name)
		if err != nil {
			return err
		}
		if handlesSigterm(string(content)) {
			found.Files = append(found.Files, name)
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, fmt.Errorf("looking through the source: %w", err)
	}
	return found, nil
}

// isSource tells source from tests of it.
func isSource(name string) bool {
	if !slices.Contains(sourceSuffixes, path.Ext(name)) {
		return false
	}
	base := path.Base(name)
	return !strings.Contains(base, "_test.") && !strings.Contains(base, ".test.") && !strings.HasPrefix(base, "test_")
}

// handlesSigterm looks for the signal outside of comments that have a line of
// their own.
func handlesSigterm(code string) bool {
	for line := range strings.Lines(code) {
		line = strings.TrimSpace(line)
		if strings.Contains(line, "SIGTERM") && !strings.HasPrefix(line, "//") && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "*") {
			return true
		}
	}
	return false
}
