package workspace

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/plan"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

func TestWrittenServiceLoadsExactly(t *testing.T) {
	w, err := Open(newService(t))
	require.NoError(t, err)
	defer w.Close()
	c, err := w.Load()
	require.NoError(t, err)
	assert.Equal(t, newOperation().Template, c.Base, "the base is kept to the byte, binaries and missing newlines too")
	assert.Equal(t, "prototype", c.State.Rendered.Stage)
	assert.Equal(t, "prototype", c.Record.Spec.Stage)
}

func TestApplyLeavesNothingBehind(t *testing.T) {
	dir := newService(t)
	require.NoError(t, apply(t, dir, promoteOperation()))
	got := snapshot(t, dir)
	assert.NotContains(t, got, "deploy/old/", "a folder left empty goes")
	assert.NotContains(t, got, ".svc/tx/")
	assert.Contains(t, got["scripts/run.sh"], "-rwxr-xr-x")
	assert.Contains(t, got["own.txt"], "-rw-------\nmine")
}

func TestApplyRefusesWhatChangedSincePlanning(t *testing.T) {
	dir := newService(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Makefile"), []byte("edited\n"), 0o644))
	before := snapshot(t, dir)
	err := apply(t, dir, promoteOperation())
	require.ErrorContains(t, err, "Makefile changed while the command was running")
	assert.Equal(t, before, snapshot(t, dir))
}

func TestSymlinksAreRefused(t *testing.T) {
	outside := t.TempDir()
	cases := []struct {
		name string
		link func(dir string) error
		path string
	}{
		{"a file", func(dir string) error {
			require.NoError(t, os.Remove(filepath.Join(dir, "Makefile")))
			return os.Symlink(filepath.Join(outside, "x"), filepath.Join(dir, "Makefile"))
		}, "Makefile"},
		{"a folder on the way, leading outside", func(dir string) error {
			return os.Symlink(outside, filepath.Join(dir, "deploy/base"))
		}, "deploy/base"},
		{"a folder on the way, leading inside", func(dir string) error {
			return os.Symlink("../scripts", filepath.Join(dir, "deploy/base"))
		}, "deploy/base"},
		{"the tool's own folder", func(dir string) error {
			require.NoError(t, os.Rename(filepath.Join(dir, ".svc"), filepath.Join(outside, "svc")))
			return os.Symlink(filepath.Join(outside, "svc"), filepath.Join(dir, ".svc"))
		}, ".svc"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := newService(t)
			require.NoError(t, c.link(dir))
			before, beforeOutside := snapshot(t, dir), snapshot(t, outside)
			err := apply(t, dir, promoteOperation())
			var link *SymlinkError
			require.ErrorAs(t, err, &link)
			assert.Equal(t, c.path, link.Path)
			assert.Equal(t, before, snapshot(t, dir))
			assert.Equal(t, beforeOutside, snapshot(t, outside), "nothing outside is touched")
		})
	}
}

func TestOneWriterAtATime(t *testing.T) {
	dir := newService(t)
	first, err := Open(dir)
	require.NoError(t, err)
	defer first.Close()
	release, err := first.Lock()
	require.NoError(t, err)

	second, err := Open(dir)
	require.NoError(t, err)
	defer second.Close()
	_, err = second.Lock()
	require.ErrorIs(t, err, ErrLocked)

	before := snapshot(t, dir)
	release()
	assert.Equal(t, before, snapshot(t, dir), "the lock leaves no file")
	release, err = second.Lock()
	require.NoError(t, err)
	release()
}

func TestCreateBesideAnotherCreate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "orders")
	release, err := claim(filepath.Join(filepath.Dir(dir), ".orders.svc-new"))
	require.NoError(t, err)
	require.ErrorIs(t, Create(t.Context(), dir, newOperation()), ErrLocked)
	release()
	require.NoError(t, Create(t.Context(), dir, newOperation()))
}

func TestOperationSurvivesStorage(t *testing.T) {
	op := conflictOperation()
	op.Changes = append(op.Changes, Change{Path: "odd.txt", Before: text("-- looks like a marker --\n"), After: text("")},
		Change{Path: "crlf.txt", Before: text("a\r\nb\r\n"), After: text("a\r\n")})
	data, err := encodeOperation(op)
	require.NoError(t, err)
	back, err := decodeOperation(data)
	require.NoError(t, err)
	for i := range op.Changes {
		assert.Equal(t, op.Changes[i].Before, back.Changes[i].Before, op.Changes[i].Path)
		assert.Equal(t, op.Changes[i].After, back.Changes[i].After, op.Changes[i].Path)
	}
	assert.Equal(t, op.Template, back.Template)
	assert.Equal(t, op.Conflicts, back.Conflicts)
	assert.Equal(t, op.Rendered, back.Rendered)
	assert.Equal(t, plan.Stages{From: "prototype", To: "rapid"}, back.Stage)
}

// What --abort would write back has to be what was there.
func TestStoredOperationThatWasChanged(t *testing.T) {
	data, err := encodeOperation(promoteOperation())
	require.NoError(t, err)
	require.Equal(t, 1, bytes.Count(data, []byte("\na: b\n")))
	_, err = decodeOperation(bytes.Replace(data, []byte("\na: b\n"), []byte("\na: c\n"), 1))
	require.ErrorContains(t, err, "is not what was written")
}

func TestStoredOperationCannotReachOutside(t *testing.T) {
	for _, path := range []string{"../x", "/x", ".svc/state.yaml", ".git/config"} {
		op := promoteOperation()
		op.Changes = append(op.Changes, Change{Path: path, After: text("x\n")})
		data, err := encodeOperation(op)
		require.NoError(t, err)
		_, err = decodeOperation(data)
		assert.Error(t, err, path)
	}
}

func TestDamageIsNamed(t *testing.T) {
	cases := []struct {
		name, file string
		damage     func([]byte) []byte
		says       string
	}{
		{"no record", "svc.yaml", nil, "no service here"},
		{"no state", ".svc/state.yaml", nil, ".svc/state.yaml is missing"},
		{"no base", ".svc/base.txtar", nil, ".svc/base.txtar is missing"},
		{"a cut base", ".svc/base.txtar", func(b []byte) []byte {
			head, _, _ := bytes.Cut(b, []byte("-- deploy"))
			return head
		}, "lacks deploy/old/gone.yaml"},
		{"a base edited by a search-and-replace", ".svc/base.txtar", func(b []byte) []byte { return bytes.Replace(b, []byte("run:"), []byte("start:"), 1) }, "Makefile is not what was rendered"},
		{"a base with another file", ".svc/base.txtar", func(b []byte) []byte { return append(b, "-- x --\n"...) }, "holds x"},
		{"a base with a file twice", ".svc/base.txtar", func(b []byte) []byte { return append(b, b...) }, "twice"},
		{"a binary that does not decode", ".svc/base.txtar", func(b []byte) []byte {
			return []byte(strings.Replace(string(b), "-- logo.png --\n", "-- logo.png --\n!!\n", 1))
		}, "logo.png"},
		{"a state that is no YAML", ".svc/state.yaml", func([]byte) []byte { return []byte("a: [") }, "damaged"},
		{"an empty state", ".svc/state.yaml", func([]byte) []byte { return nil }, "empty"},
		{"a state with a conflict of git's", ".svc/state.yaml", func(b []byte) []byte { return append([]byte("<<<<<<< HEAD\n"), b...) }, "damaged"},
		{"a state that lists a file twice, as after a merge in git", ".svc/state.yaml", func(b []byte) []byte {
			return []byte(regexp.MustCompile(`(?m)^.*path: Makefile.*\n`).ReplaceAllString(string(b), "$0$0"))
		}, "lists Makefile twice"},
		{"a state that leads outside", ".svc/state.yaml", func(b []byte) []byte {
			return []byte(strings.Replace(string(b), "path: README.md", "path: ../README.md", 1))
		}, "damaged"},
		{"a record that is no YAML", "svc.yaml", func([]byte) []byte { return []byte("a: [") }, "svc.yaml"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := newService(t)
			file := filepath.Join(dir, c.file)
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			if c.damage == nil {
				require.NoError(t, os.Remove(file))
			} else {
				require.NoError(t, os.WriteFile(file, c.damage(content), 0o644))
			}
			w, err := Open(dir)
			require.NoError(t, err)
			defer w.Close()
			_, err = w.Load()
			require.ErrorContains(t, err, c.says)
			assert.NotContains(t, err.Error(), "\n")
			var damage *DamageError
			assert.Equal(t, strings.HasPrefix(c.file, ".svc"), errors.As(err, &damage), "what can be repaired")
		})
	}
}

func TestBaseMayBeCheckedOutWithCRLF(t *testing.T) {
	dir := newService(t)
	file := filepath.Join(dir, ".svc/base.txtar")
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, bytes.ReplaceAll(content, []byte("\n"), []byte("\r\n")), 0o644))
	w, err := Open(dir)
	require.NoError(t, err)
	defer w.Close()
	_, err = w.Load()
	require.NoError(t, err)
}

func TestPermissionsAreKept(t *testing.T) {
	dir := newService(t)
	require.NoError(t, os.Chmod(filepath.Join(dir, "Makefile"), 0o600))
	require.NoError(t, os.Chmod(filepath.Join(dir, "scripts/run.sh"), 0o640))
	require.NoError(t, apply(t, dir, promoteOperation()))
	got := snapshot(t, dir)
	assert.Contains(t, got["Makefile"], "-rw-------\nrun:\ntest:")
	assert.Contains(t, got["scripts/run.sh"], "-rwxr-x---\n#!/bin/sh", "who may read may execute")
}

func TestStateIsTheSameWhateverTheOrder(t *testing.T) {
	a, b := newOperation(), newOperation()
	b.Template = tree.Tree{}
	for _, path := range a.Template.Paths() {
		b.Template[path] = a.Template[path]
	}
	x, err := ownFiles(a)
	require.NoError(t, err)
	y, err := ownFiles(b)
	require.NoError(t, err)
	assert.Equal(t, x, y)
}
