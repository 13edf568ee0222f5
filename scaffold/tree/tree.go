// Package tree is a set of files in memory, as it goes from rendering to
// planning to writing.
package tree

import (
	"bytes"
	"slices"
)

// File is a regular file. Only the executable bit of its mode counts.
type File struct {
	Content    []byte
	Executable bool
}

// Equal tells whether two files are the same to the byte and in mode.
func (f File) Equal(g File) bool {
	return f.Executable == g.Executable && bytes.Equal(f.Content, g.Content)
}

// IsBinary tells whether content is no text: it holds a NUL byte in its first
// 8,000 bytes, which is git's rule too.
func IsBinary(content []byte) bool {
	return bytes.IndexByte(content[:min(len(content), 8000)], 0) >= 0
}

// Tree holds files by their slash-separated path.
type Tree map[string]File

// Paths are the paths of the tree, sorted.
func (t Tree) Paths() []string {
	out := make([]string, 0, len(t))
	for p := range t {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}
