package plan

import (
	"bytes"

	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// same compares two versions: content after normalising line endings, and the
// executable bit.
func same(a, b *tree.File) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Executable == b.Executable && alike(a, b)
}

// alike compares the content of two versions after normalising line endings.
func alike(a, b *tree.File) bool {
	return a != nil && b != nil && (bytes.Equal(a.Content, b.Content) || bytes.Equal(normal(a.Content), normal(b.Content)))
}

// normal turns CRLF into LF in text, so that a checkout with autocrlf is no
// edit.
func normal(content []byte) []byte {
	if tree.IsBinary(content) || !bytes.Contains(content, []byte("\r\n")) {
		return content
	}
	return bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
}

// withEndingsOf writes content, which replaces yours, with CRLF where that is
// what distinguishes yours from base.
func withEndingsOf(yours, base, content []byte) []byte {
	if bytes.Equal(yours, base) || tree.IsBinary(content) {
		return content
	}
	if bytes.Contains(yours, []byte("\r\n")) {
		return bytes.ReplaceAll(normal(content), []byte("\n"), []byte("\r\n"))
	}
	return normal(content)
}
