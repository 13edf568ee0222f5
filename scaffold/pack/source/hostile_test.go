package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// refusedIn is how long refusing may take, with room for a busy machine; alone
// each takes less than two seconds.
const refusedIn = 20 * time.Second

// refused opens a hostile pack, and looks at what that took.
func refused(t *testing.T, ref string, says ...string) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	_, err := Open(t.Context(), ref, ".")
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	requireLine(t, err, says...)
	assert.Less(t, len(err.Error()), 4000)
	assert.Less(t, took, refusedIn)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(200<<20), "bytes taken")
}

// entries are an archive's, which may be anything.
func entries(t *testing.T, headers ...*tar.Header) []byte {
	t.Helper()
	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	w := tar.NewWriter(zipped)
	headers = append([]*tar.Header{{Typeflag: tar.TypeReg, Name: "pack.yaml", Size: int64(len(manifest))}}, headers...)
	for i, h := range headers {
		require.NoError(t, w.WriteHeader(h))
		from := io.LimitReader(zeros{}, h.Size)
		if i == 0 {
			from = strings.NewReader(manifest)
		}
		_, err := io.Copy(w, from)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.NoError(t, zipped.Close())
	return out.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func regular(name string, size int64) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o644}
}

func TestHostileArchives(t *testing.T) {
	cache := aHome(t)
	link := func(kind byte, to string) *tar.Header {
		return &tar.Header{Typeflag: kind, Name: "seed/common/a", Linkname: to}
	}
	many := make([]*tar.Header, 100_000)
	for i := range many {
		many[i] = regular(fmt.Sprintf("seed/common/%d", i), 0)
	}
	for name, c := range map[string]struct {
		archive []byte
		says    string
	}{
		"a name that leads up":         {entries(t, regular("../../etc/passwd", 1)), "leads out of it"},
		"one that leads up in between": {entries(t, regular("seed/common/../../../x", 1)), "leads out of it"},
		"an absolute name":             {entries(t, regular("/etc/passwd", 1)), "leads out of it"},
		"a drive of Windows":           {entries(t, regular(`C:\windows\x`, 1)), "leads out of it"},
		"a name of Windows":            {entries(t, regular(`seed\common\..\..\x`, 1)), "leads out of it"},
		"a device of Windows":          {entries(t, regular("seed/common/NUL.txt", 1)), "device name"},
		"a name with a line end":       {entries(t, regular("seed/common/a\nb", 1)), "control character"},
		"one name twice":               {entries(t, regular("seed/common/a", 1), regular("seed/common/a", 1)), "twice"},
		"names that differ by case":    {entries(t, regular("seed/common/a", 1), regular("seed/common/A", 1)), "differ only by case"},
		"git's folder":                 {entries(t, regular("seed/common/.GIT/hooks/post-checkout", 1)), ".GIT"},
		"a symlink":                    {entries(t, link(tar.TypeSymlink, "/etc/passwd")), "a link or a device"},
		"a hard link":                  {entries(t, link(tar.TypeLink, "pack.yaml")), "a link or a device"},
		"a pipe":                       {entries(t, link(tar.TypeFifo, "")), "a link or a device"},
		"a device":                     {entries(t, link(tar.TypeChar, "")), "a link or a device"},
		"100,000 files":                {entries(t, many...), "more than 20000 files"},
		"folders in folders":           {entries(t, regular(strings.Repeat("a/", 1000)+"b", 1)), "deep"},
		"a file of 64 MiB":             {entries(t, regular("seed/common/a", 64<<20)), "larger than 8 MiB"},
		"many large files":             {entries(t, regular("seed/common/a", 8<<20), regular("b", 8<<20), regular("c", 8<<20), regular("d", 8<<20), regular("e", 8<<20), regular("f", 8<<20)), "more than 48 MiB"},
		"half of one":                  {entries(t, regular("seed/common/a", 1<<20))[:700], "reading"},
		"nothing":                      {nil, "pack.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, fileAt(t, "pack.tgz", c.archive), c.says)
		})
	}
	assert.NoDirExists(t, cache, "nothing is kept of them")
}

// An archive of 10 MB that expands to 10 GB.
func TestArchiveThatExpands(t *testing.T) {
	aHome(t)
	if testing.Short() {
		t.Skip("it takes a while to make one")
	}
	path := filepath.Join(t.TempDir(), "pack.tgz")
	f, err := os.Create(path)
	require.NoError(t, err)
	// A gzip file may be many in a row: one of 100 MB, a hundred times.
	var header, hundred bytes.Buffer
	zipped := gzip.NewWriter(&header)
	w := tar.NewWriter(zipped)
	require.NoError(t, w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "seed/common/a", Size: 10_000 << 20, Format: tar.FormatGNU}))
	require.NoError(t, zipped.Close())
	zipped = gzip.NewWriter(&hundred)
	_, err = io.Copy(zipped, io.LimitReader(zeros{}, 100<<20))
	require.NoError(t, err)
	require.NoError(t, zipped.Close())
	for _, part := range append([][]byte{header.Bytes()}, bytes.Split(bytes.Repeat(append(hundred.Bytes(), "|cut|"...), 100), []byte("|cut|"))...) {
		_, err = f.Write(part)
		require.NoError(t, err)
	}
	require.NoError(t, f.Close())
	refused(t, path, "larger than 8 MiB")

	t.Run("as headers that never end", func(t *testing.T) {
		var out bytes.Buffer
		zipped := gzip.NewWriter(&out)
		w := tar.NewWriter(zipped)
		for range 200 {
			require.NoError(t, w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "a", PAXRecords: map[string]string{"comment.x": strings.Repeat("x", 1<<19)}, Format: tar.FormatPAX}))
		}
		require.NoError(t, zipped.Close())
		_, err := unpack(out.Bytes())
		require.Error(t, err)
	})
}

// A zip file can lie about sizes.
func TestZipThatLies(t *testing.T) {
	aHome(t)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.CreateRaw(&zip.FileHeader{Name: "seed/common/a", Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte("x")), CompressedSize64: 1, UncompressedSize64: 10 << 30})
	require.NoError(t, err)
	_, err = f.Write([]byte("x"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	refused(t, fileAt(t, "pack.zip", out.Bytes()), "larger than 8 MiB")

	link := &zip.FileHeader{Name: "seed/common/a"}
	link.SetMode(os.ModeSymlink | 0o777)
	out.Reset()
	w = zip.NewWriter(&out)
	_, err = w.CreateHeader(link)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	refused(t, fileAt(t, "link.zip", out.Bytes()), "a link or a device")
}

func TestHostileFolders(t *testing.T) {
	t.Run("100,000 files", func(t *testing.T) {
		dir := write(t, t.TempDir(), "seed/common/a")
		for i := range 10_001 { // one more than there may be
			require.NoError(t, os.WriteFile(filepath.Join(dir, "seed", "common", fmt.Sprint(i)), nil, 0o644))
		}
		refused(t, dir, "more than 10000 files")
	})
	t.Run("100,000 files beside the stages", func(t *testing.T) {
		dir := write(t, t.TempDir(), "seed/common/a")
		for i := range 10_001 {
			require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprint(i)), nil, 0o644))
		}
		_, err := Open(t.Context(), dir, ".")
		require.NoError(t, err, "they are not even looked at")
	})
	t.Run("folders in folders", func(t *testing.T) {
		dir := write(t, t.TempDir(), "seed/common/a")
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "seed", "common", strings.Repeat("d/", 500)), 0o755))
		refused(t, dir, "deep")
	})
	t.Run("a manifest of 100 MB", func(t *testing.T) {
		dir := write(t, t.TempDir(), "seed/common/a")
		require.NoError(t, os.Truncate(filepath.Join(dir, "pack.yaml"), 100<<20))
		refused(t, dir, "pack.yaml is larger than 1 MiB")
	})
	t.Run("a manifest of aliases", func(t *testing.T) {
		dir := write(t, t.TempDir(), "seed/common/a")
		text := "a: &a0 [x, x]\n"
		for i := range 40 {
			text += fmt.Sprintf("a%d: &a%d [*a%d, *a%d]\n", i, i+1, i, i)
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, "pack.yaml"), []byte(manifest+text), 0o644))
		refused(t, dir, "pack.yaml")
	})
	t.Run("a manifest of brackets", func(t *testing.T) {
		dir := write(t, t.TempDir(), "seed/common/a")
		require.NoError(t, os.WriteFile(filepath.Join(dir, "pack.yaml"), []byte(manifest+"x: "+strings.Repeat("[", 500_000)), 0o644))
		refused(t, dir, "pack.yaml")
	})
	t.Run("packs that extend each other", func(t *testing.T) {
		dir := write(t, t.TempDir())
		require.NoError(t, os.WriteFile(filepath.Join(dir, "pack.yaml"), []byte(strings.Replace(manifest, "spec:\n", "spec:\n  extends: {name: demo, version: 1.0.0, source: .}\n", 1)), 0o644))
		refused(t, dir, "extend each other")
	})
}

// A pack from elsewhere names no path of the machine it comes to.
func TestExtending(t *testing.T) {
	aHome(t)
	extending := func(extends string) map[string]string {
		return map[string]string{"pack.yaml": "apiVersion: kubectl-svc.dev/v1alpha1\nkind: TemplatePack\nmetadata: {name: ours, version: 1.0.0}\nspec: {extends: " + extends + "}\n"}
	}
	open := func(extends string) error {
		_, err := Open(t.Context(), fileAt(t, "ours.tgz", tarball(t, extending(extends))), ".")
		return err
	}
	require.NoError(t, open("{name: standard, version: 1.0.0}"))
	requireLine(t, open("{name: standard, version: 99.0.0}"), "upgrade kubectl-svc")
	requireLine(t, open("{name: other, version: 1.0.0}"), "not built in")
	requireLine(t, open("{name: standard, version: 1.0.0, digest: 'sha256:"+strings.Repeat("0", 64)+"'}"), "leave its digest out")
	requireLine(t, open("{name: standard, version: 1.0.0, source: standard, digest: x}"), "leave its digest out")
	requireLine(t, open("{name: demo, version: 1.0.0, source: ../demo}"), "is a path")
	requireLine(t, open("{name: demo, version: 1.0.0, source: ../demo.tgz, digest: x}"), "is a path")

	ref := "git+file://" + repository(t) + "//packs/demo@v1"
	demo, err := Open(t.Context(), ref, ".")
	require.NoError(t, err)
	requireLine(t, open("{name: demo, version: 1.0.0, source: '"+ref+"'}"), "digest: "+demo.Digest)
	requireLine(t, open("{name: demo, version: 2.0.0, source: '"+ref+"', digest: '"+demo.Digest+"'}"), "asks for version 2.0.0")
	requireLine(t, open("{name: demo, version: 1.0.0, source: '"+ref+"', digest: 'sha256:"+strings.Repeat("0", 64)+"'}"), "holds other content")
	require.NoError(t, open("{name: demo, version: 1.0.0, source: '"+ref+"', digest: '"+demo.Digest+"'}"))

	folder := write(t, t.TempDir(), "seed/common/a")
	ours := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(ours, "pack.yaml"), []byte(extending("{name: demo, version: 1.0.0, source: '" + filepath.ToSlash(folder) + "'}")["pack.yaml"]), 0o644))
	p, err := Open(t.Context(), ours, ".")
	require.NoError(t, err)
	assert.Equal(t, []string{"demo 1.0.0"}, p.Bases())
}
