package source

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// The cache holds each pack as an archive that is named by the pack's digest,
// so nothing in it can be outdated, and whatever is read from it is verified.
// Deleting it loses nothing but time.

// hexDigits are those of a pack's digest.
func hexDigits(digest string) (string, bool) {
	digits, ok := strings.CutPrefix(digest, "sha256:")
	sum, err := hex.DecodeString(digits)
	return digits, ok && err == nil && len(sum) == sha256.Size && digits == strings.ToLower(digits)
}

// cachePath is where a pack of that digest is kept; empty: nowhere.
func cachePath(digest string) string {
	home, err := os.UserCacheDir()
	digits, ok := hexDigits(digest)
	if err != nil || !ok {
		return ""
	}
	return filepath.Join(home, "kubectl-svc", "packs", digits+".tar")
}

// fromCache loads a pack from the cache. Without a digest, or without the pack,
// there is none; stale says that what is there is not what its name says.
func fromCache(ctx context.Context, digest string, depth int) (p *pack.Pack, stale error) {
	path := cachePath(digest)
	if path == "" || !isRegular(path) {
		return nil, nil
	}
	damaged := fmt.Errorf("the cached copy is damaged, too: %s", path)
	c, err := readArchive(path)
	if err != nil {
		return nil, damaged
	}
	if p, err = load(ctx, c, depth); err != nil || p.Digest != digest {
		return nil, damaged
	}
	return p, nil
}

func isRegular(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular()
}

// intoCache keeps a pack for the next time. It is a convenience: a cache that
// cannot be written is none.
func intoCache(p *pack.Pack) {
	path := cachePath(p.Digest)
	if path == "" || os.MkdirAll(filepath.Dir(path), 0o700) != nil {
		return
	}
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	own := p.Own()
	for _, name := range slices.Sorted(maps.Keys(own)) {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, Size: int64(len(own[name]))}
		if w.WriteHeader(header) != nil {
			return
		}
		if _, err := w.Write(own[name]); err != nil {
			return
		}
	}
	if w.Close() != nil {
		return
	}
	writeWhole(path, archive.Bytes())
}

// writeWhole writes a file so that others see all of it or nothing.
func writeWhole(path string, data []byte) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return
	}
	_, err = f.Write(data)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
}

// Cached are the packs in the cache, by name and version. What cannot be read
// there is passed over: it would be fetched anew.
func Cached(ctx context.Context) []*pack.Pack {
	path := cachePath("sha256:" + strings.Repeat("0", hex.EncodedLen(sha256.Size)))
	entries, err := os.ReadDir(filepath.Dir(path))
	if path == "" || err != nil {
		return nil
	}
	var all []*pack.Pack
	for _, e := range entries {
		digits, ok := strings.CutSuffix(e.Name(), ".tar")
		if p, _ := fromCache(ctx, "sha256:"+digits, 0); ok && p != nil {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *pack.Pack) int { return strings.Compare(a.String()+a.Digest, b.String()+b.Digest) })
	return all
}
