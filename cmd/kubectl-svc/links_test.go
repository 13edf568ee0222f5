package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	anyFence = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	code     = regexp.MustCompile("`[^`\n]*`")
	link     = regexp.MustCompile(`\]\(([^)#:\s]*)(?:#([^)\s]*))?\)`)
	heading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

// TestLinksOfDocuments: every link within the repository leads to a file that
// is there, and to a heading of it. What the templates generate is looked at by
// a test of theirs.
func TestLinksOfDocuments(t *testing.T) {
	root := os.DirFS(filepath.Join("..", ".."))
	var names []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md", "krew/*.md"} {
		found, err := fs.Glob(root, pattern)
		require.NoError(t, err)
		names = append(names, found...)
	}
	read := func(name string) string {
		data, err := fs.ReadFile(root, name)
		require.NoError(t, err)
		return anyFence.ReplaceAllString(string(data), "")
	}
	checked := 0
	for _, name := range names {
		for _, found := range link.FindAllStringSubmatch(code.ReplaceAllString(read(name), ""), -1) {
			target := name
			if found[1] != "" {
				target = path.Join(path.Dir(name), found[1])
			}
			checked++
			if _, err := fs.Stat(root, target); !assert.NoError(t, err, "%s links to it", name) || found[2] == "" {
				continue
			}
			assert.Contains(t, anchors(read(target)), found[2], "%s links to %s", name, target)
		}
	}
	assert.Greater(t, checked, 50)
}

// anchors are the headings of a document as GitHub names them.
func anchors(text string) []string {
	var out []string
	for _, found := range heading.FindAllStringSubmatch(text, -1) {
		slug := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(found[1]), "")
		out = append(out, strings.ReplaceAll(slug, " ", "-"))
	}
	return out
}

// TestEveryPageIsInTheIndex: what docs/README.md does not name, nobody finds.
func TestEveryPageIsInTheIndex(t *testing.T) {
	docs := os.DirFS(filepath.Join("..", "..", "docs"))
	index, err := fs.ReadFile(docs, "README.md")
	require.NoError(t, err)
	pages, err := fs.Glob(docs, "*.md")
	require.NoError(t, err)
	for _, page := range pages {
		if page != "README.md" {
			assert.Contains(t, string(index), "("+page+")")
		}
	}
}
