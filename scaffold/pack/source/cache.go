package source

import (
	"archive/tar"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
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

// fromCache is what the cache holds of a pack of that digest, if anything.
func fromCache(digest string) (*content, error) {
	path := cachePath(digest)
	if path == "" || !isRegular(path) {
		return nil, nil
	}
	c, err := readArchive(path)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("the cached copy cannot be read: %w", err)
	case err != nil, pack.DigestOf(c.plain()) != digest:
		return nil, fmt.Errorf("the cached copy is damaged: %s", path)
	}
	return c, nil
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

// CachedPack is a pack in the cache, as its manifest says what it is.
type CachedPack struct {
	pack.Manifest
	Digest string
}

// Cached are the packs in the cache, by name and version. Nothing is fetched,
// and what cannot be read there is passed over: it would be fetched anew.
func Cached(ctx context.Context) ([]CachedPack, error) {
	path := cachePath("sha256:" + strings.Repeat("0", hex.EncodedLen(sha256.Size)))
	entries, err := os.ReadDir(filepath.Dir(path))
	if path == "" || err != nil {
		return nil, nil //nolint:nilerr // no cache, no packs
	}
	var all []CachedPack
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		digits, ok := strings.CutSuffix(e.Name(), ".tar")
		c, err := fromCache("sha256:" + digits)
		if !ok || err != nil || c == nil {
			continue
		}
		if m, err := pack.ReadManifest(c.files[pack.FileName].Content); err == nil {
			all = append(all, CachedPack{*m, "sha256:" + digits})
		}
	}
	slices.SortFunc(all, func(a, b CachedPack) int {
		return cmp.Or(strings.Compare(a.Metadata.Name, b.Metadata.Name), strings.Compare(a.Metadata.Version, b.Metadata.Version), strings.Compare(a.Digest, b.Digest))
	})
	return all, nil
}
