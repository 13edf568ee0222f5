package scaffold

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const smallPack = "../testdata/packs/small"

// newShop makes a service in a temporary folder.
func newShop(t *testing.T) (dir string) {
	t.Helper()
	return shopFrom(t, smallPack)
}

// newShopOfOwnPack makes a service from a copy of the pack, which the test may
// change.
func newShopOfOwnPack(t *testing.T) (dir, pack string) {
	t.Helper()
	pack = filepath.Join(t.TempDir(), "small")
	require.NoError(t, os.CopyFS(pack, os.DirFS(smallPack)))
	return shopFrom(t, pack), pack
}

func shopFrom(t *testing.T, pack string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "shop")
	req := NewRequest{Name: "shop", Dir: dir, Pack: pack}
	p, err := New(t.Context(), req)
	require.NoError(t, err)
	require.NoError(t, Create(t.Context(), req, p))
	return dir
}

// open opens a service until the end of the test.
func open(t *testing.T, dir string, opts ...Option) *Service {
	t.Helper()
	s, err := Open(dir, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// promotion is one that conflicts where the timeout was edited.
var promotion = Request{Command: CommandPromote, Set: []string{"owner=team-shop"}}

// change replaces text in a file, where it must stand once.
func change(t *testing.T, path, before, after string) {
	t.Helper()
	content := read(t, path)
	require.Equal(t, 1, strings.Count(content, before), "%q in %s", before, path)
	require.NoError(t, os.WriteFile(path, []byte(strings.Replace(content, before, after, 1)), 0o644))
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}
