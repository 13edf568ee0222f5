package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

const (
	// fetchTime bounds how long a fetch may take.
	fetchTime = 2 * time.Minute
	// fetched is where a fetch puts what it brings.
	fetched = "refs/pack/fetched"
)

// fetchGit brings a folder of a git repository: one commit, whose files are read
// from git's objects as they are. There is no checkout, so no hook, no filter
// and no link comes into play.
func fetchGit(ctx context.Context, at location) (*content, error) {
	dir, err := os.MkdirTemp("", "kubectl-svc-pack-*")
	if err != nil {
		return nil, fmt.Errorf("making a folder to fetch to: %w", err)
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithTimeoutCause(ctx, fetchTime, fmt.Errorf("fetching takes more than %v", fetchTime))
	defer cancel()
	g := gitIn(dir, at)
	if _, err := g.run(ctx, nil, maxListing, "init", "--quiet", "--bare", "--template=", dir); err != nil {
		return nil, err
	}
	g.neverAsk(ctx)
	ref := at.ref
	if ref == "" {
		ref = "HEAD"
	}
	watched, stop := watchSize(ctx, dir)
	_, err = g.run(watched, nil, maxListing, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules",
		"--no-write-fetch-head", "--", at.url, "+"+ref+":"+fetched)
	stop()
	if err != nil {
		return nil, fmt.Errorf("it cannot be fetched, and is not cached: %w: check the address and your access to it", err)
	}
	return g.files(ctx, at.folder)
}

// maxListing bounds what git may print of names.
const maxListing = 8 << 20

// blob is a file as a git tree lists it.
type blob struct{ name, object string }

// files reads the files of a folder of what was fetched.
func (g *git) files(ctx context.Context, folder string) (*content, error) {
	treeish := fetched + "^{commit}"
	if folder != "." {
		treeish += ":" + folder
	}
	listing, err := g.run(ctx, nil, maxListing, "ls-tree", "-r", "-z", "-l", "--full-tree", treeish)
	if err != nil {
		return nil, fmt.Errorf("it has no folder %s: %w", folder, err)
	}
	c := newContent()
	var blobs []blob
	for entry := range strings.SplitSeq(strings.TrimSuffix(string(listing), "\x00"), "\x00") {
		about, name, _ := strings.Cut(entry, "\t")
		fields := strings.Fields(about) // mode, type, object, size
		if len(fields) != 4 {
			return nil, errors.New("git lists it in a way that cannot be read")
		}
		if fields[0] != "100644" && fields[0] != "100755" {
			return nil, notRegular(fmt.Sprintf("%q", name))
		}
		size, err := strconv.ParseInt(fields[3], 10, 64)
		if err != nil {
			return nil, errors.New("git lists it in a way that cannot be read")
		}
		if name, err = c.admit(name, size); err != nil {
			return nil, err
		}
		blobs = append(blobs, blob{name, fields[2]})
	}
	return c, g.read(ctx, c, blobs)
}

// read reads blobs, in the order they are asked for.
func (g *git) read(ctx context.Context, c *content, blobs []blob) error {
	var ask bytes.Buffer
	for _, b := range blobs {
		fmt.Fprintln(&ask, b.object)
	}
	out, err := g.run(ctx, &ask, maxContent+maxListing, "cat-file", "--batch")
	if err != nil {
		return err
	}
	from := bufio.NewReader(bytes.NewReader(out))
	for _, b := range blobs {
		header, err := from.ReadString('\n')
		if err != nil {
			return fmt.Errorf("reading %s: %w", b.name, err)
		}
		var size int
		if _, err := fmt.Sscanf(header, b.object+" blob %d\n", &size); err != nil || size > maxEntrySize {
			return fmt.Errorf("reading %s: git says %q", b.name, strings.TrimSpace(header))
		}
		data := make([]byte, size+1) // and a line end
		if _, err := io.ReadFull(from, data); err != nil {
			return fmt.Errorf("reading %s: %w", b.name, err)
		}
		if err := c.put(b.name, data[:size:size]); err != nil {
			return err
		}
	}
	return nil
}
