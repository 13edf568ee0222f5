// Package tree is a set of files in memory, as it goes from rendering to
// planning to writing.
package tree

import (
	"bytes"
	"slices"
	"unicode/utf8"
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

// FitsArchive tells whether an archive of text (txtar) holds content exactly: it
// ends with a line end, and no line could pass for a "-- name --" of the
// archive's.
func FitsArchive(content []byte) bool {
	return utf8.Valid(content) && !IsBinary(content) && (len(content) == 0 || content[len(content)-1] == '\n') &&
		!bytes.HasPrefix(content, []byte("-- ")) && !bytes.Contains(content, []byte("\n-- "))
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
