package source

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Bounds on what is taken in from elsewhere, whatever it says about itself.
const (
	maxEntries   = 20_000
	maxEntrySize = 8 << 20  // of one file
	maxContent   = 48 << 20 // of all files
	maxBlob      = 32 << 20 // of an archive as it is stored
	maxDepth     = 32       // folders in each other
)

// content is the files of a pack in memory.
type content struct {
	files   tree.Tree
	entries int
	size    int64
}

func newContent() *content { return &content{files: tree.Tree{}} }

// admit checks an entry's name and size before anything of it is read. The name
// comes back clean.
func (c *content) admit(name string, size int64) (string, error) {
	clean := strings.TrimSuffix(strings.TrimPrefix(name, "./"), "/")
	if clean == "" {
		clean = "."
	}
	c.entries++
	switch {
	case c.entries > maxEntries:
		return "", fmt.Errorf("it has more than %d files and folders", maxEntries)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return "", fmt.Errorf("it holds a name with a control character, %q", name)
	case !fs.ValidPath(clean) || strings.ContainsAny(clean, `\:`):
		return "", fmt.Errorf("it holds %q, which leads out of it or is no clean path", name)
	case strings.Count(clean, "/") >= maxDepth:
		return "", fmt.Errorf("it holds folders more than %d deep", maxDepth)
	case size > maxEntrySize:
		return "", fmt.Errorf("%s in it is larger than %d MiB", name, maxEntrySize>>20)
	}
	if c.size += size; c.size > maxContent {
		return "", fmt.Errorf("it holds more than %d MiB", maxContent>>20)
	}
	return clean, nil
}

// put keeps a file that was admitted.
func (c *content) put(name string, data []byte) error {
	if _, twice := c.files[name]; twice {
		return fmt.Errorf("it holds %s twice", name)
	}
	c.files[name] = tree.File{Content: data}
	return nil
}

// plain are the files alone.
func (c *content) plain() map[string][]byte {
	out := make(map[string][]byte, len(c.files))
	for name, f := range c.files {
		out[name] = f.Content
	}
	return out
}

// root is the content as a file system. An archive often has everything in one
// folder, which is then the root.
func (c *content) root() (fs.FS, error) {
	if _, ok := c.files[pack.FileName]; ok {
		return c.files.FS(), nil
	}
	top := ""
	for name := range c.files {
		first, _, below := strings.Cut(name, "/")
		if !below || top != "" && first != top {
			return c.files.FS(), nil // pack.Load says what is missing
		}
		top = first
	}
	if _, ok := c.files[path.Join(top, pack.FileName)]; !ok {
		return c.files.FS(), nil
	}
	return fs.Sub(c.files.FS(), top)
}

// openContent loads a pack that is not a folder: from the cache where a digest
// says what has to be in it, and else from where it is kept.
func openContent(ctx context.Context, at location, digest, dir string, depth int) (*pack.Pack, error) {
	c, stale := fromCache(digest)
	cached := c != nil
	if !cached {
		var err error
		if c, err = at.take(ctx, dir); err != nil {
			switch {
			case ctx.Err() != nil:
				return nil, ctx.Err()
			case stale != nil:
				return nil, fmt.Errorf("pack %s: %w; %w", at.text, err, stale)
			}
			return nil, fmt.Errorf("pack %s: %w", at.text, err)
		}
	}
	p, err := load(ctx, c, depth)
	switch {
	case err != nil:
		return nil, fmt.Errorf("pack %s: %w", at.text, err)
	case digest != "" && p.Digest != digest:
		return nil, &MismatchError{Ref: at.text, Pack: p.String(), Want: digest, Got: p.Digest}
	case !cached:
		intoCache(p)
	}
	return p, nil
}

// take brings the files of a pack into memory.
func (at location) take(ctx context.Context, dir string) (*content, error) {
	switch at.kind {
	case kindGit:
		return fetchGit(ctx, at)
	case kindRegistry:
		return pull(ctx, at)
	}
	return readArchive(at.on(dir))
}

// load makes a pack of content.
func load(ctx context.Context, c *content, depth int) (*pack.Pack, error) {
	root, err := c.root()
	if err != nil {
		return nil, err
	}
	return pack.LoadOn(root, base(ctx, "", depth))
}

// MismatchError is returned where a pack is not what its digest says.
type MismatchError struct {
	Ref, Pack string
	Want, Got string
}

func (e *MismatchError) Error() string {
	return fmt.Sprintf("pack %s holds other content than what is pinned: it is %s with %s, and %s is recorded; see what changed, then take it with 'kubectl svc update --pack %s'",
		e.Ref, e.Pack, e.Got, e.Want, e.Ref)
}
