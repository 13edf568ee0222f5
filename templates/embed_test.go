package templates_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/kubectl-svc/kubectl-svc/templates"
)

// TestEveryFileIsEmbedded guards against what go:embed leaves out in silence:
// dotfiles, and folders that hold a go.mod.
func TestEveryFileIsEmbedded(t *testing.T) {
	files := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if path == "conformance" {
				return fs.SkipDir // a test of what the pack makes
			}
			return nil
		}
		if !strings.Contains(path, "/") && strings.HasSuffix(path, ".go") {
			return nil // this package
		}
		files++
		onDisk, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		embedded, err := templates.FS.ReadFile(path)
		if err != nil {
			t.Errorf("%s is not embedded: %v", path, err)
			return nil
		}
		if string(onDisk) != string(embedded) {
			t.Errorf("%s is embedded with other content", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Error("no files found")
	}
}
