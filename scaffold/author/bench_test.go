package author

import (
	"io/fs"
	"testing"

	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/render"
	"github.com/kubectl-svc/kubectl-svc/templates"
)

// What the standard pack costs: reading its files, and what is done with them.
func BenchmarkStandardPack(b *testing.B) {
	read := func(b *testing.B) {
		if err := fs.WalkDir(templates.FS, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			_, err = fs.ReadFile(templates.FS, name)
			return err
		}); err != nil {
			b.Fatal(err)
		}
	}
	load := func(b *testing.B) *pack.Pack {
		p, err := pack.Load(templates.FS)
		if err != nil {
			b.Fatal(err)
		}
		return p
	}
	p := load(b)
	in, err := combination{stage: "critical", language: "go"}.inputs(p, nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		do   func(*testing.B)
	}{
		{"read", read},
		{"load", func(b *testing.B) { load(b) }},
		{"gates", func(b *testing.B) {
			if err := gate.Check(p); err != nil {
				b.Fatal(err)
			}
		}},
		{"check", func(b *testing.B) { render.Check(b.Context(), p) }},
		{"render", func(b *testing.B) {
			if _, err := render.All(b.Context(), p, in); err != nil {
				b.Fatal(err)
			}
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				c.do(b)
			}
		})
	}
}
