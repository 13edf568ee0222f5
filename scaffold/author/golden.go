package author

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/aymanbagabas/go-udiff"
	"golang.org/x/tools/txtar"

	"github.com/kubectl-svc/kubectl-svc/scaffold/render"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// compareAll compares every combination with its golden file, or writes it.
func (t *tester) compareAll(update bool) error {
	dir := filepath.Join(t.dir, filepath.FromSlash(goldenDir))
	known := map[string]bool{}
	for _, c := range combinations(t.pack) {
		made, err := t.render(c)
		if err != nil {
			return err
		}
		got, err := t.archive(c, made)
		if err != nil {
			return err
		}
		known[c.golden()] = true
		if err := t.compare(filepath.Join(dir, c.golden()), goldenDir+"/"+c.golden(), got, update); err != nil {
			return err
		}
	}
	return t.stray(dir, known, update)
}

func (t *tester) compare(path, name string, got []byte, update bool) error {
	want, err := os.ReadFile(path)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("reading %s: %w", name, err)
	case err == nil && bytes.Equal(bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n")), got):
		return nil
	case update:
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
		t.out.Updated = append(t.out.Updated, name)
	case err != nil:
		t.fail(name, "it is missing: write it with --update, and read it")
	default:
		t.out.Failures = append(t.out.Failures, Failure{Of: name, Text: "what is rendered is something else",
			Diff: udiff.Unified(name, "rendered", string(want), string(got))})
	}
	return nil
}

// stray finds golden files that nothing is compared with any more.
func (t *tester) stray(dir string, known map[string]bool, update bool) error {
	there, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		return fmt.Errorf("reading %s: %w", goldenDir, err)
	}
	for _, path := range there {
		name := goldenDir + "/" + filepath.Base(path)
		switch {
		case known[filepath.Base(path)]:
		case update:
			if err := os.Remove(path); err != nil {
				return fmt.Errorf("removing %s: %w", name, err)
			}
			t.out.Updated = append(t.out.Updated, name)
		default:
			t.fail(name, "the pack makes no such service any more: remove it with --update")
		}
	}
	return nil
}

// archive is what a golden file holds: the files of a service, or, of a pack
// that extends another, those that are not as that makes them.
func (t *tester) archive(c combination, made *render.Result) ([]byte, error) {
	base, err := t.baseOf(c)
	if err != nil {
		return nil, err
	}
	a := txtar.Archive{Comment: []byte(fmt.Sprintf("# %s: %s. Written by 'kubectl svc pack test --update'.\n", t.pack, c))}
	for _, path := range made.Files.Paths() {
		f := made.Files[path]
		if old, had := base[path]; had && old.Equal(f) && t.pack.Origin(made.Sources[path]) != t.pack {
			continue
		}
		name := path
		if f.Executable {
			name += " (executable)"
		}
		a.Files = append(a.Files, txtar.File{Name: name, Data: shown(f)})
	}
	for _, path := range base.Paths() {
		if _, still := made.Files[path]; !still {
			a.Files = append(a.Files, txtar.File{Name: path + " (left out)"})
		}
	}
	return txtar.Format(&a), nil
}

// baseOf renders what the pack extends, at the same stage, or at the last one
// before it that it has.
func (t *tester) baseOf(c combination) (tree.Tree, error) {
	b := t.pack.Base
	if b == nil || len(b.Spec.Languages) > 0 && !slices.Contains(b.Spec.Languages, c.language) {
		return nil, nil
	}
	at := ""
	for _, stage := range t.pack.StageNames()[:t.pack.StageIndex(c.stage)+1] {
		if b.StageIndex(stage) >= 0 {
			at = stage
		}
	}
	if at == "" {
		return nil, nil
	}
	below := combination{stage: at, language: c.language, platforms: intersection(c.platforms, b.Spec.Platforms)}
	in, err := below.inputs(b, t.tests.Spec.Parameters)
	if err != nil {
		return nil, err
	}
	made, err := rendererOf(b, t.renderer).Render(t.ctx, b, in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b, err)
	}
	return made.Files, nil
}

func intersection(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(x string) bool { return !slices.Contains(b, x) })
}

// shown is a file as it stands in a golden file: text as it is, anything that an
// archive of text cannot hold by its digest.
func shown(f tree.File) []byte {
	if tree.FitsArchive(f.Content) && !bytes.Contains(f.Content, []byte("\r")) { // which a checkout may add or drop
		return f.Content
	}
	return fmt.Appendf(nil, "(%d bytes, sha256:%x)\n", len(f.Content), sha256.Sum256(f.Content))
}
