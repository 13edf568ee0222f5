package workspace

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// text is a plain file, script an executable one.
func text(content string) *tree.File   { return &tree.File{Content: []byte(content)} }
func script(content string) *tree.File { return &tree.File{Content: []byte(content), Executable: true} }

// recordAt is svc.yaml of a service at a stage.
func recordAt(stage string) *tree.File {
	return text("# ours\napiVersion: " + record.APIVersion + "\nkind: " + record.Kind +
		"\nmetadata: {name: orders}\nspec:\n  stage: " + stage + "\n  pack: {name: standard, version: 1.0.0}\n")
}

func renderedAt(stage string) Rendered {
	return Rendered{Name: "orders", Stage: stage, Pack: record.PackRef{Name: "standard", Version: "1.0.0"},
		Platform: []string{}, Parameters: map[string]any{}}
}

// newOperation makes a service of five files, two of which txtar cannot hold
// as they are.
func newOperation() *Operation {
	base := tree.Tree{
		"Makefile":             *text("run:\n"),
		"README.md":            *text("# orders\n"),
		"deploy/old/gone.yaml": *text("a: b\n"),
		"logo.png":             *text("\x00PNG\xff"),
		"scripts/run.sh":       *text("no final newline"),
	}
	op := &Operation{Command: "new", Stage: plan.Stages{To: "prototype"},
		Record:   Change{Path: record.FileName, After: recordAt("prototype")},
		Rendered: renderedAt("prototype"), Template: base, Policies: map[string]pack.Policy{}}
	for _, path := range base.Paths() {
		f := base[path]
		op.Changes = append(op.Changes, Change{Path: path, After: &f})
		op.Policies[path] = pack.PolicyMerge
	}
	return op
}

// promoteOperation changes that service in every way a file can change.
func promoteOperation() *Operation {
	template := tree.Tree{
		"Makefile":             *text("run:\ntest:\n"),
		"README.md":            *text("# orders\n"),
		"deploy/base/pdb.yaml": *text("kind: PodDisruptionBudget\n"),
		"logo.png":             *text("\x00PNG2\xff"),
		"scripts/run.sh":       *script("#!/bin/sh\n"),
	}
	op := &Operation{Command: "promote", Stage: plan.Stages{From: "prototype", To: "rapid"},
		Record:   Change{Path: record.FileName, Before: recordAt("prototype"), After: recordAt("rapid")},
		Rendered: renderedAt("rapid"), Template: template, Policies: map[string]pack.Policy{},
		Changes: []Change{
			{Path: "Makefile", Before: text("run:\n"), After: text("run:\ntest:\n")},
			{Path: "deploy/base/pdb.yaml", After: text("kind: PodDisruptionBudget\n")},
			{Path: "deploy/old/gone.yaml", Before: text("a: b\n")},
			{Path: "logo.png", Before: text("\x00PNG\xff"), After: text("\x00PNG2\xff")},
			{Path: "scripts/run.sh", Before: text("no final newline"), After: script("#!/bin/sh\n")},
		}}
	for path := range template {
		op.Policies[path] = pack.PolicyMerge
	}
	return op
}

// conflictOperation is the promotion with a conflict in one file.
func conflictOperation() *Operation {
	op := promoteOperation()
	op.Changes[0].After = text("<<<<<<< yours\nrun:\n||||||| base\n=======\ntest:\n>>>>>>> template\n")
	op.Conflicts = []OpenConflict{{Path: "Makefile", Kind: ConflictText, Fields: []string{"line 1"}}}
	op.Index = &IndexMark{Paths: []string{"Makefile"}, Before: []IndexEntry{{Path: "Makefile", Mode: "100644", Object: "0123"}}}
	return op
}

// adoptOperation makes a service of a folder that has a Makefile of its own.
func adoptOperation() *Operation {
	op := newOperation()
	op.Changes[0].Before = text("mine:\n")
	op.Changes[0].After = text("<<<<<<< yours\nmine:\n||||||| base\n=======\nrun:\n>>>>>>> template\n")
	op.Conflicts = []OpenConflict{{Path: "Makefile", Kind: ConflictText, Fields: []string{"line 1"}}}
	return op
}

// undoAdoptOperation takes that back.
func undoAdoptOperation() *Operation {
	op := &Operation{Command: "new", Undoes: true, Own: OwnForget, Record: Change{Path: record.FileName}, Rendered: renderedAt("prototype")}
	for _, c := range adoptOperation().Changes {
		op.Changes = append(op.Changes, Change{Path: c.Path, Before: c.After, After: c.Before})
	}
	return op
}

// folder is one that is no service, with a Makefile and a licence.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "LICENSE"), []byte("mine\n"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Makefile"), []byte("mine:\n"), 0o644))
	return dir
}

// adopted is that folder while its adoption waits.
func adopted(t *testing.T) string {
	t.Helper()
	dir := folder(t)
	require.NoError(t, apply(t, dir, adoptOperation()))
	return dir
}

// newService makes the service in a new folder, with a file of the user's own.
func newService(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "orders")
	require.NoError(t, Create(t.Context(), dir, newOperation()))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "own.txt"), []byte("mine\n"), 0o600))
	return dir
}

// apply opens a folder, locks it and writes an operation.
func apply(t *testing.T, dir string, op *Operation, opts ...Option) error {
	t.Helper()
	w, err := Open(dir, opts...)
	require.NoError(t, err)
	defer w.Close()
	release, err := w.Lock()
	require.NoError(t, err)
	defer release()
	return w.Apply(t.Context(), op)
}

// recover opens a folder and recovers it.
func recoverDir(t *testing.T, dir string, opts ...Option) (Recovery, error) {
	t.Helper()
	w, err := Open(dir, opts...)
	require.NoError(t, err)
	defer w.Close()
	return w.Recover()
}

// snapshot is every file below a folder, with its mode, by path.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if d.IsDir() {
			out[filepath.ToSlash(name)+"/"] = ""
			return nil
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			out[filepath.ToSlash(name)], err = os.Readlink(path)
			return err
		}
		content, err := os.ReadFile(path)
		out[filepath.ToSlash(name)] = info.Mode().String() + "\n" + string(content)
		return err
	})
	require.NoError(t, err)
	return out
}

// copyDir copies a folder with its modes.
func copyDir(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	require.NoError(t, os.CopyFS(to, os.DirFS(from)))
	for name, entry := range snapshot(t, from) {
		if !strings.HasSuffix(name, "/") {
			info, err := os.Stat(filepath.Join(from, name))
			require.NoError(t, err, entry)
			require.NoError(t, os.Chmod(filepath.Join(to, name), info.Mode()))
		}
	}
	return to
}
