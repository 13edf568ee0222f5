package tree

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOver(t *testing.T) {
	under := fstest.MapFS{
		"a.txt":         {Data: []byte("old")},
		"dir/kept.txt":  {Data: []byte("kept")},
		"dir/gone.txt":  {Data: []byte("gone")},
		"lone/gone.txt": {Data: []byte("gone")},
	}
	over := Over(under, map[string]*File{
		"a.txt":            {Content: []byte("new")},
		"dir/gone.txt":     nil,
		"lone/gone.txt":    nil,
		"new/deep/run.sh":  {Content: []byte("#!/bin/sh\n"), Executable: true},
		"dir/added.txt":    {Content: []byte("added")},
		"never/was/there":  nil,
		"dir/sub/file.txt": {Content: []byte("sub")},
	})
	require.NoError(t, fstest.TestFS(over, "a.txt", "dir/kept.txt", "dir/added.txt", "dir/sub/file.txt", "new/deep/run.sh"))
	content, err := fs.ReadFile(over, "a.txt")
	require.NoError(t, err)
	assert.Equal(t, "new", string(content))
	for _, gone := range []string{"dir/gone.txt", "lone/gone.txt", "never/was/there"} {
		_, err := fs.Stat(over, gone)
		assert.ErrorIs(t, err, fs.ErrNotExist, gone)
	}
	info, err := fs.Stat(over, "new/deep/run.sh")
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&0o111, "the executable bit stays")
}

func TestTreeFS(t *testing.T) {
	require.NoError(t, fstest.TestFS(Tree{"x/y": {Content: []byte("z")}, "top": {}}.FS(), "x/y", "top"))
}
