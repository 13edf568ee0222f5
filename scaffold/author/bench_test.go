package author

import (
	"crypto/sha256"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack/source"
	"github.com/kubectl-svc/kubectl-svc/scaffold/render"
	"github.com/kubectl-svc/kubectl-svc/templates"
)

// What the standard pack costs: to read and hash its files, which nothing can do
// without, and what is done with them. It is read from the binary, as it is used,
// and from a folder, as any other pack is.
func BenchmarkStandardPack(b *testing.B) {
	standard, err := source.Open(b.Context(), source.BuiltIn, "")
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	for name, content := range standard.Own() {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	in, err := combination{stage: "critical", language: "go"}.inputs(standard, nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		do   func() error
	}{
		{"embedded/read", func() error { return readAll(templates.FS) }},
		{"embedded/load", func() error { _, err := source.Open(b.Context(), source.BuiltIn, ""); return err }},
		{"folder/read", func() error { return readAll(os.DirFS(dir)) }},
		{"folder/load", func() error { _, err := source.Open(b.Context(), dir, ""); return err }},
		{"folder/lint", func() error { _, err := Lint(b.Context(), dir, nil); return err }},
		{"gates/load", func() error { _, err := gate.Load(standard); return err }},
		{"gates/check", func() error { return gate.Check(standard) }},
		{"templates/check", func() error { render.Check(b.Context(), standard); return nil }},
		{"templates/render", func() error { _, err := render.All(b.Context(), standard, in); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// readAll reads and hashes the files of a pack.
func readAll(files fs.FS) error {
	sum := sha256.New()
	return fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		sum.Write(content)
		return err
	})
}
