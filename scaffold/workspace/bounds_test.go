package workspace

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// hostile makes a service, has it damaged, and looks at what refusing it takes.
// Alone that is less than two seconds; the bound leaves room for a busy machine.
func hostile(t *testing.T, damage func(t *testing.T, dir string), says string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "orders")
	require.NoError(t, Create(t.Context(), dir, newOperation()))
	damage(t, dir)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	err := look(dir)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	require.Error(t, err)
	assert.Contains(t, err.Error(), says)
	assert.NotContains(t, err.Error(), "\n")
	assert.Less(t, took, 20*time.Second)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(200<<20), "bytes taken")
}

// look does what every command does first.
func look(dir string) error {
	w, err := Open(dir)
	if err != nil {
		return err
	}
	defer w.Close()
	if w.Interrupted() {
		if _, err := w.Recover(); err != nil {
			return err
		}
	}
	if _, err := w.Load(); err != nil {
		return err
	}
	_, err = w.Pending()
	return err
}

// replaced puts other content in place of a file.
func replaced(name string, content []byte) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, content, 0o644))
	}
}

// grown makes a file larger, with a hole that takes no room on disk.
func grown(name string, size int64) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		require.NoError(t, os.Truncate(filepath.Join(dir, filepath.FromSlash(name)), size))
	}
}

func TestHostileRepositories(t *testing.T) {
	outside := []byte("-- operation.yaml --\nversion: 1\nchanges: [{path: ../../etc/passwd}]\n")
	for name, c := range map[string]struct {
		damage func(*testing.T, string)
		says   string
	}{
		"a record of 100 MB":                    {grown(record.FileName, 100<<20), "svc.yaml is larger than 1 MiB"},
		"a record of many values":               {replaced(record.FileName, []byte("a: ["+strings.Repeat(",", 1<<19))), "more than 400000 values"},
		"a state of 100 MB":                     {grown(statePath, 100<<20), "larger than 8 MiB"},
		"a state of many values":                {replaced(statePath, []byte("files: ["+strings.Repeat("a,", 1<<21))), "more than 400000 values"},
		"a base of 100 MB":                      {grown(basePath, 100<<20), "larger than 64 MiB"},
		"a base of millions of files":           {replaced(basePath, bytes.Repeat([]byte("-- a --\n"), 1<<20)), "more than 60000 files"},
		"a pending operation of millions":       {replaced(pendingPath, bytes.Repeat([]byte("-- a --\n"), 1<<20)), "more than 60000 files"},
		"a pending operation outside":           {replaced(pendingPath, outside), "pending.txtar is damaged"},
		"a journal that leads outside":          {replaced(journalPath, outside), "journal.txtar is damaged"},
		"a state that leads outside":            {func(t *testing.T, dir string) { rewrite(t, dir, statePath, "path: Makefile", "path: ../../x") }, "state.yaml"},
		"a base that leads outside":             {func(t *testing.T, dir string) { rewrite(t, dir, basePath, "-- Makefile --", "-- ../../x --") }, "base.txtar"},
		"a folder in place of the record":       {func(t *testing.T, dir string) { instead(t, dir, record.FileName, mkdir) }, "svc.yaml is a folder"},
		"a folder in place of the state":        {func(t *testing.T, dir string) { instead(t, dir, statePath, mkdir) }, "state.yaml is a folder"},
		"a link in place of the record":         {func(t *testing.T, dir string) { instead(t, dir, record.FileName, linkOutside) }, "svc.yaml is a symlink"},
		"a link in place of the tool's folder":  {func(t *testing.T, dir string) { instead(t, dir, Dir, linkOutside) }, ".svc is a symlink"},
		"a pipe in place of the record":         {func(t *testing.T, dir string) { instead(t, dir, record.FileName, pipe) }, "not a regular file"},
		"a pipe in place of the base":           {func(t *testing.T, dir string) { instead(t, dir, basePath, pipe) }, "not a regular file"},
		"a pipe in place of what waits":         {func(t *testing.T, dir string) { instead(t, dir, pendingPath, pipe) }, "not a regular file"},
		"a pipe in place of what was cut short": {func(t *testing.T, dir string) { instead(t, dir, journalPath, pipe) }, "not a regular file"},
	} {
		t.Run(name, func(t *testing.T) { hostile(t, c.damage, c.says) })
	}
}

func rewrite(t *testing.T, dir, name, old, with string) {
	path := filepath.Join(dir, filepath.FromSlash(name))
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(data), old)
	require.NoError(t, os.WriteFile(path, bytes.Replace(data, []byte(old), []byte(with), 1), 0o644))
}

// instead puts something else in place of a file.
func instead(t *testing.T, dir, name string, what func(*testing.T, string)) {
	path := filepath.Join(dir, filepath.FromSlash(name))
	require.NoError(t, os.RemoveAll(path))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	what(t, path)
}

func mkdir(t *testing.T, path string) { require.NoError(t, os.Mkdir(path, 0o755)) }

func linkOutside(t *testing.T, path string) {
	if err := os.Symlink(t.TempDir(), path); err != nil {
		t.Skipf("this system makes no symlinks: %v", err)
	}
}

// What looks at the files of a service, as gates do, waits for no pipe and reads
// no more than it has room for.
func TestFilesAreRegularAndBounded(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "orders")
	require.NoError(t, Create(t.Context(), dir, newOperation()))
	require.NoError(t, os.Truncate(filepath.Join(dir, "README.md"), maxFile+1))
	instead(t, dir, "Makefile", pipe)
	w, err := Open(dir)
	require.NoError(t, err)
	defer w.Close()
	_, err = w.Files().Open("Makefile")
	require.ErrorContains(t, err, "not a regular file")
	_, err = w.Files().(interface{ ReadFile(string) ([]byte, error) }).ReadFile("README.md")
	require.ErrorContains(t, err, "larger than 64 MiB")
	_, err = w.Read(t.Context(), []string{"README.md"})
	require.ErrorContains(t, err, "larger than 64 MiB")
	looked := map[string]error{}
	require.NoError(t, w.Look(t.Context(), []string{"README.md", "Makefile"}, func(path string, _ *tree.File, err error) { looked[path] = err }))
	require.ErrorContains(t, looked["README.md"], "larger than 64 MiB")
	require.ErrorContains(t, looked["Makefile"], "not a regular file")
}

// An operation that could not be read back is not begun.
func TestAnOperationIsBounded(t *testing.T) {
	op := newOperation()
	for i := range maxSections {
		op.Changes = append(op.Changes, Change{Path: fmt.Sprint("many/", i), After: text(fmt.Sprintln(i))})
	}
	_, err := encodeOperation(op)
	require.ErrorContains(t, err, "more than can be kept safe")
}
