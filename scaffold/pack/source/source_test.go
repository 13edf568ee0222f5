package source

import (
	"archive/tar"
	"bytes"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const manifest = `apiVersion: kubectl-svc.dev/v1alpha1
kind: TemplatePack
metadata: {name: demo, version: 1.0.0}
spec:
  stages: [{name: seed, summary: an idea}, {name: tree, summary: grown up}]
  languages: [go]
`

// write makes files below a folder; their content is their path, but for the
// manifest.
func write(t *testing.T, dir string, files ...string) string {
	t.Helper()
	for _, name := range append(files, "pack.yaml") {
		content := name
		if name == "pack.yaml" {
			content = manifest
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
	}
	return dir
}

func requireLine(t *testing.T, err error, says ...string) {
	t.Helper()
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "\n", "an error is one line")
	for _, want := range says {
		assert.Contains(t, err.Error(), want)
	}
}

func TestOpenBuiltIn(t *testing.T) {
	for _, ref := range []string{"", BuiltIn} {
		p, err := Open(t.Context(), ref, t.TempDir())
		require.NoError(t, err)
		assert.Equal(t, "standard", p.Metadata.Name)
		assert.NotEmpty(t, p.Files)
	}
}

func TestOpenFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "packs", "demo"), "seed/common/a", "tree/go/b.tmpl")
	for _, ref := range []string{"packs/demo", "./packs/demo/", filepath.Join(dir, "packs", "demo")} {
		t.Run(ref, func(t *testing.T) {
			p, err := Open(t.Context(), ref, dir)
			require.NoError(t, err)
			assert.Equal(t, "demo 1.0.0", p.String())
			assert.Equal(t, map[string][]byte{"seed/common/a": []byte("seed/common/a"), "tree/go/b.tmpl": []byte("tree/go/b.tmpl")}, p.Files)
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := write(t, t.TempDir(), "seed/common/a")
	require.NoError(t, os.Mkdir(filepath.Join(dir, "empty"), 0o755))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder.tgz"), 0o755))
	broken := write(t, filepath.Join(t.TempDir(), "broken"), "seed/rust/a")
	tests := []struct {
		name, ref string
		says      []string
	}{
		{"a folder that is not there", "nowhere", []string{"nowhere"}},
		{"a file", "pack.yaml", []string{"pack.yaml", "not a folder"}},
		{"a folder without a pack", "empty", []string{"empty", "pack.yaml"}},
		{"a broken pack, by its place", broken, []string{"broken", "seed/rust/a"}},
		{"a query in an address", "git+https://example.com/pack.git?ref=v1", []string{"git+https://example.com/pack.git", "@"}},
		{"a registry without a tag", "oci://example.com/pack", []string{"oci://", "tag or a digest"}},
		{"a web address", "https://example.com/pack.tgz", []string{"https://", "git+https://"}},
		{"another scheme", "git+ext://example.com/pack", []string{"git+ext://"}},
		{"an option for a version", "git+https://example.com/pack@--upload-pack=x", []string{"branch, tag or commit"}},
		{"an option for a host", "git+ssh://-oProxyCommand=x/pack", []string{"no host"}},
		{"a folder that leads out", "git+https://example.com/pack//../x", []string{"no folder"}},
		{"a folder named like an archive", "folder.tgz", []string{"folder.tgz", "no file"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(t.Context(), tt.ref, dir)
			requireLine(t, err, tt.says...)
		})
	}
	t.Run("a context that has ended", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := Open(ctx, dir, dir)
		require.ErrorIs(t, err, context.Canceled)
	})
}

// No link in a pack is followed, wherever it leads.
func TestOpenRefusesSymlinks(t *testing.T) {
	outside := write(t, t.TempDir(), "secret", "folder/secret")
	tests := []struct{ name, link, to string }{
		{"a file outside", "seed/common/link", filepath.Join(outside, "secret")},
		{"a file inside", "seed/common/link", "a"},
		{"nothing", "seed/common/link", "nowhere"},
		{"a folder outside", "seed/common/link", filepath.Join(outside, "folder")},
		{"a folder inside", "seed/common/link", "../go"},
		{"a language's folder", "tree/go", "../seed/go"},
		{"a stage's folder", "tree", "seed"},
		{"a stage's folder outside", "tree", outside},
		{"a partial", "partials/link.tmpl", "../seed/common/a"},
		{"the partials' folder", "partials", "seed"},
		{"the manifest outside", "pack.yaml", filepath.Join(outside, "pack.yaml")},
		{"the manifest inside", "pack.yaml", "seed/common/pack.yaml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := write(t, t.TempDir(), "seed/common/a", "seed/go/b", "seed/common/pack.yaml")
			link := filepath.Join(dir, filepath.FromSlash(tt.link))
			require.NoError(t, os.MkdirAll(filepath.Dir(link), 0o755))
			require.NoError(t, os.RemoveAll(link))
			if err := os.Symlink(tt.to, link); err != nil {
				t.Skipf("this system makes no symlinks: %v", err)
			}
			_, err := Open(t.Context(), dir, "")
			requireLine(t, err, tt.link)
		})
	}
}

func TestReference(t *testing.T) {
	root := t.TempDir()
	service := filepath.Join(root, "services", "orders")
	tests := []struct{ name, ref, want string }{
		{"the built-in one, unnamed", "", ""},
		{"the built-in one", BuiltIn, ""},
		{"beside the services", filepath.Join(root, "pack"), "../../pack"},
		{"in the service", filepath.Join(service, "pack"), "pack"},
		{"the service itself", service, "."},
		{"an archive", filepath.Join(root, "pack.tgz"), "../../pack.tgz"},
		{"a git repository", "git+https://example.com/packs.git//demo@v1", "git+https://example.com/packs.git//demo@v1"},
		{"a registry", "oci://example.com/demo:1.0.0", "oci://example.com/demo:1.0.0"},
		{"not clean", filepath.Join(root, "x") + "/../pack/", "../../pack"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Reference(tt.ref, service)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
	t.Run("from the working directory", func(t *testing.T) {
		t.Chdir(root)
		got, err := Reference("pack", filepath.Join("services", "orders"))
		require.NoError(t, err)
		assert.Equal(t, "../../pack", got)
	})
}

// What a record names has to be the pack it was made from, also where a folder
// has the built-in pack's name.
func TestReferenceLeadsBack(t *testing.T) {
	for _, place := range []string{"pack", BuiltIn, "../" + BuiltIn, "packs/" + BuiltIn} {
		t.Run(place, func(t *testing.T) {
			service := filepath.Join(t.TempDir(), "orders")
			require.NoError(t, os.Mkdir(service, 0o755))
			folder := write(t, filepath.Join(service, filepath.FromSlash(place)), "seed/common/a")

			ref, err := Reference(folder, service)
			require.NoError(t, err)
			p, err := Open(t.Context(), ref, service)

			require.NoError(t, err)
			assert.Equal(t, "demo", p.Metadata.Name, "reference %s", ref)
			assert.False(t, strings.Contains(ref, `\`), "a record is read on every system")
		})
	}
}

// FuzzUnpack: any bytes are the files of a pack or an error in one line, never a
// path that leads out, and never more than the bounds.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte{0x1f, 0x8b})
	for _, name := range []string{"pack.yaml", "../x", "/x", `a\b`, "a/./b", "./a"} {
		var out bytes.Buffer
		w := tar.NewWriter(&out)
		_ = w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: 1})
		_, _ = w.Write([]byte("x"))
		_ = w.Close()
		f.Add(out.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := unpack(data)
		if err != nil {
			return
		}
		size := 0
		for name, file := range c.files {
			if size += len(file.Content); !filepath.IsLocal(filepath.FromSlash(name)) || strings.Contains(name, `\`) {
				t.Fatalf("it holds %q", name)
			}
		}
		if size > maxContent || len(c.files) > maxEntries {
			t.Fatalf("%d files of %d bytes", len(c.files), size)
		}
		if _, err := c.root(); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzReference: a reference is taken apart or refused, and what git is called
// with is never an option.
func FuzzReference(f *testing.F) {
	for _, ref := range []string{"", "standard", "a/b", "a.tgz", "git+https://h/r.git//f@v1", "git+ssh://git@h/r", "git+file:///r//f@main", "oci://h/n:1", "git+https://u:p@h/r", "git+ssh://-x/r@-x"} {
		f.Add(ref)
	}
	f.Fuzz(func(t *testing.T, ref string) {
		at, err := parse(ref)
		if err != nil {
			return
		}
		if at.kind == kindGit && (strings.HasPrefix(at.url, "-") || strings.HasPrefix(at.ref, "-") || strings.HasPrefix(at.folder, "/") || strings.Contains("/"+at.folder+"/", "/../")) {
			t.Fatalf("%q is %+v", ref, at)
		}
		if u, err := url.Parse(ref); err == nil && u.User != nil && at.kind != kindFolder && at.kind != kindArchive {
			if _, secret := u.User.Password(); secret {
				t.Fatalf("%q holds a password", ref)
			}
		}
	})
}
