package workspace

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// absent is the error of a folder without a record. It names what was most
// likely meant.
func (w *Workspace) absent() error {
	if w.HasState() {
		return fmt.Errorf("%w: %s has %s and no %s: bring that back from version control, as with 'git restore %s'",
			ErrNoService, w.shown(), Dir, record.FileName, record.FileName)
	}
	if above := serviceAbove(w.dir); above != "" {
		return fmt.Errorf("%w: %s has no %s, and %s above it has: run the command there, or name that folder",
			ErrNoService, w.shown(), record.FileName, above)
	}
	return fmt.Errorf("%w: %s has no %s; make one with 'kubectl svc new NAME', or name a service's folder", ErrNoService, w.shown(), record.FileName)
}

// serviceAbove is the nearest folder above one that holds a service's record, as
// it is named from where the user is; empty if there is none in the repository.
func serviceAbove(dir string) string {
	for {
		if isRepository(dir) {
			return ""
		}
		up := filepath.Join(dir, "..")
		here, err := os.Stat(dir)
		if err != nil {
			return ""
		}
		parent, err := os.Stat(up)
		if err != nil || os.SameFile(here, parent) {
			return ""
		}
		if holdsRecord(filepath.Join(up, record.FileName)) {
			return up
		}
		dir = up
	}
}

func holdsRecord(name string) bool {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > MaxRecord {
		return false
	}
	content, err := os.ReadFile(name)
	return err == nil && record.Heads(content)
}
