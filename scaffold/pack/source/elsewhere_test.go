package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testregistry"
)

// aHome gives the test a cache of its own, and git no configuration.
func aHome(t *testing.T) (cache string) {
	t.Helper()
	home := t.TempDir()
	for name, value := range map[string]string{
		"HOME": home, "XDG_CACHE_HOME": filepath.Join(home, "cache"), "LocalAppData": filepath.Join(home, "cache"),
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "DOCKER_CONFIG": home,
		"GIT_AUTHOR_NAME": "test", "GIT_AUTHOR_EMAIL": "test@localhost", "GIT_COMMITTER_NAME": "test", "GIT_COMMITTER_EMAIL": "test@localhost",
	} {
		t.Setenv(name, value)
	}
	base, err := os.UserCacheDir()
	require.NoError(t, err)
	return filepath.Join(base, "kubectl-svc", "packs")
}

func runGit(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "protocol.file.allow=always"}, args...)...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return strings.TrimSpace(string(out))
}

// repository is a git repository with the demo pack in packs/demo, tagged v1.
func repository(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	runGit(t, dir, "init", "--quiet", "--initial-branch=main")
	write(t, filepath.Join(dir, "packs", "demo"), "seed/common/a", "tree/go/b.tmpl")
	commit(t, dir)
	runGit(t, dir, "tag", "-m", "the first", "v1")
	return dir
}

func commit(t *testing.T, dir string) string {
	t.Helper()
	runGit(t, dir, "add", "--all")
	runGit(t, dir, "commit", "--quiet", "-m", "pack")
	return runGit(t, dir, "rev-parse", "HEAD")
}

// tarball packs files; a name that ends in / is a folder.
func tarball(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	w := tar.NewWriter(zipped)
	for name, text := range files {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(text)), Mode: 0o644}
		if strings.HasSuffix(name, "/") {
			header.Typeflag, header.Size = tar.TypeDir, 0
		}
		require.NoError(t, w.WriteHeader(header))
		_, err := w.Write([]byte(text)[:header.Size])
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.NoError(t, zipped.Close())
	return out.Bytes()
}

var demoFiles = map[string]string{"pack.yaml": manifest, "seed/common/a": "seed/common/a", "tree/go/b.tmpl": "tree/go/b.tmpl"}

func below(folder string, files map[string]string) map[string]string {
	out := map[string]string{folder + "/": ""}
	for name, text := range files {
		out[folder+"/"+name] = text
	}
	return out
}

func zipball(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range files {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

func fileAt(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, data, 0o644))
	return path
}

// One pack is the same wherever it comes from, and so is its digest.
func TestOpenFromElsewhere(t *testing.T) {
	aHome(t)
	folder, err := Open(t.Context(), write(t, t.TempDir(), "seed/common/a", "tree/go/b.tmpl"), ".")
	require.NoError(t, err)
	repo := repository(t)
	head := runGit(t, repo, "rev-parse", "HEAD")
	bare := filepath.Join(t.TempDir(), "bare.git")
	runGit(t, repo, "clone", "--quiet", "--bare", repo, bare)
	registry := testregistry.Start()
	defer registry.Close()
	artifact, err := registry.Push(t.Context(), "packs/demo:1.0.0", tarball(t, demoFiles))
	require.NoError(t, err)

	unzipped := func() []byte {
		r, err := gzip.NewReader(bytes.NewReader(tarball(t, demoFiles)))
		require.NoError(t, err)
		var out bytes.Buffer
		_, err = out.ReadFrom(r)
		require.NoError(t, err)
		return out.Bytes()
	}()
	for name, ref := range map[string]string{
		"tar.gz":               fileAt(t, "demo.tar.gz", tarball(t, demoFiles)),
		"tgz in a folder":      fileAt(t, "demo.tgz", tarball(t, below("demo-1.0.0", demoFiles))),
		"tar":                  fileAt(t, "demo.tar", unzipped),
		"zip":                  fileAt(t, "demo.zip", zipball(t, demoFiles)),
		"git, a tag":           "git+file://" + repo + "//packs/demo@v1",
		"git, a branch":        "git+file://" + repo + "//packs/demo@main",
		"git, a commit":        "git+file://" + repo + "//packs/demo@" + head,
		"git, no ref":          "git+file://" + repo + "//packs/demo",
		"git, a bare one":      "git+file://" + bare + "//packs/demo/@v1",
		"a registry, a tag":    "oci://" + registry.Host + "/packs/demo:1.0.0",
		"a registry, a digest": "oci://" + registry.Host + "/packs/demo@" + artifact,
	} {
		t.Run(name, func(t *testing.T) {
			assert.True(t, Pinned(ref))
			p, err := Open(t.Context(), ref, ".")
			require.NoError(t, err)
			assert.Equal(t, "demo 1.0.0", p.String())
			assert.Equal(t, folder.Files, p.Files)
			assert.Equal(t, folder.Digest, p.Digest)
		})
	}
}

// What is in the cache is enough, and is verified; nothing else is.
func TestCache(t *testing.T) {
	cache := aHome(t)
	archive := fileAt(t, "demo.tgz", tarball(t, demoFiles))
	p, err := Open(t.Context(), archive, ".")
	require.NoError(t, err)
	require.NoError(t, os.Remove(archive))
	kept := filepath.Join(cache, strings.TrimPrefix(p.Digest, "sha256:")+".tar")

	again, err := OpenPinned(t.Context(), archive, p.Digest, ".")
	require.NoError(t, err)
	assert.Equal(t, p.Files, again.Files)

	t.Run("another digest is not in it", func(t *testing.T) {
		_, err := OpenPinned(t.Context(), archive, "sha256:"+strings.Repeat("0", 64), ".")
		requireLine(t, err, archive)
	})
	t.Run("no digest, no trust", func(t *testing.T) {
		_, err := OpenPinned(t.Context(), archive, "", ".")
		requireLine(t, err, "digest is not recorded", "update --pack")
	})
	t.Run("nobody else may read or write it", func(t *testing.T) {
		info, err := os.Stat(kept)
		require.NoError(t, err)
		assert.Zero(t, info.Mode().Perm()&0o077)
	})
	t.Run("one byte changed", func(t *testing.T) {
		data, err := os.ReadFile(kept)
		require.NoError(t, err)
		i := bytes.Index(data, []byte("tree/go/b.tmpl"))
		last := bytes.LastIndex(data, []byte("tree/go/b.tmpl"))
		require.NotEqual(t, i, last, "once as a name, once as content")
		data[last]++
		require.NoError(t, os.WriteFile(kept, data, 0o600))
		_, err = OpenPinned(t.Context(), archive, p.Digest, ".")
		requireLine(t, err, "the cached copy is damaged")
	})
	t.Run("a damaged copy is taken anew", func(t *testing.T) {
		require.NoError(t, os.WriteFile(archive, tarball(t, demoFiles), 0o644))
		again, err := OpenPinned(t.Context(), archive, p.Digest, ".")
		require.NoError(t, err)
		assert.Equal(t, p.Files, again.Files)
		require.NoError(t, os.Remove(archive))
		_, err = OpenPinned(t.Context(), archive, p.Digest, ".")
		require.NoError(t, err, "and mends the cache")
	})
}

// What a cached pack extends may be out of reach; that is no damage, and the
// packs there can be listed all the same.
func TestCacheWithoutABase(t *testing.T) {
	cache := aHome(t)
	repo := repository(t)
	ref := "git+file://" + repo + "//packs/demo@v1"
	demo, err := Open(t.Context(), ref, ".")
	require.NoError(t, err)
	archive := fileAt(t, "ours.tgz", tarball(t, map[string]string{"pack.yaml": "apiVersion: kubectl-svc.dev/v1alpha1\nkind: TemplatePack\nmetadata: {name: ours, version: 1.0.0}\n" +
		"spec: {extends: {name: demo, version: 1.0.0, source: '" + ref + "', digest: '" + demo.Digest + "'}}\n"}))
	ours, err := Open(t.Context(), archive, ".")
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(repo))
	_, err = OpenPinned(t.Context(), archive, ours.Digest, ".")
	require.NoError(t, err, "both are cached")
	require.NoError(t, os.Remove(cachePath(demo.Digest)))
	require.NoError(t, os.WriteFile(filepath.Join(cache, ".new-1"), []byte("half of one"), 0o600))

	_, err = OpenPinned(t.Context(), archive, ours.Digest, ".")

	requireLine(t, err, "extends", ref, "cannot be fetched")
	assert.NotContains(t, err.Error(), "damaged")
	kept, err := Cached(t.Context())
	require.NoError(t, err)
	require.Len(t, kept, 1)
	assert.Equal(t, "ours", kept[0].Metadata.Name)
	assert.Equal(t, ours.Digest, kept[0].Digest)
}

func TestOtherContentIsRefused(t *testing.T) {
	cache := aHome(t)
	repo := repository(t)
	ref := "git+file://" + repo + "//packs/demo@main"
	p, err := Open(t.Context(), ref, ".")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(repo, "packs/demo/seed/common/a"), []byte("seed/common/b"), 0o644))
	commit(t, repo)
	require.NoError(t, os.RemoveAll(cache))

	_, err = OpenPinned(t.Context(), ref, p.Digest, ".")

	var other *MismatchError
	require.ErrorAs(t, err, &other)
	requireLine(t, err, p.Digest, other.Got, "update --pack "+ref)
}

func TestUnreachable(t *testing.T) {
	aHome(t)
	registry := testregistry.Start()
	host := registry.Host
	registry.Close()
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	for name, ref := range map[string]string{
		"a repository":  "git+file://" + nowhere + "//packs/demo@v1",
		"a registry":    "oci://" + host + "/packs/demo:1.0.0",
		"a server":      "git+https://" + host + "/packs/demo.git@v1",
		"a ref":         "git+file://" + repository(t) + "//packs/demo@v9",
		"an ssh server": "git+ssh://git@" + host + "/packs/demo.git@v1",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(t.Context(), ref, ".")
			requireLine(t, err, ref, "cannot be fetched", "check the address")
		})
	}
	t.Run("a folder of a repository", func(t *testing.T) {
		_, err := Open(t.Context(), "git+file://"+repository(t)+"//packs/other@v1", ".")
		requireLine(t, err, "no folder packs/other")
	})
}

// A secret in an address is refused, and no message repeats it.
func TestSecretsStayOut(t *testing.T) {
	for name, ref := range map[string]string{
		"a password":        "git+https://me:hunter2@example.com/pack.git@v1",
		"a token":           "git+https://hunter2@example.com/pack.git@v1",
		"a password to ssh": "git+ssh://git:hunter2@example.com/pack.git@v1",
		"at a registry":     "oci://me:hunter2@example.com/pack:1",
		"unreadable":        "git+https://me:hunter2@example.com:port/pack.git",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(t.Context(), ref, ".")
			requireLine(t, err)
			assert.NotContains(t, err.Error(), "hunter2")
			_, err = Reference(ref, ".")
			require.Error(t, err, "so nothing records it")
		})
	}
	t.Run("in git's own configuration", func(t *testing.T) {
		home := aHome(t)
		config := fileAt(t, "gitconfig", []byte("[url \"https://me:hunter2@127.0.0.1:1/\"]\n\tinsteadOf = https://packs.internal/\n"))
		t.Setenv("GIT_CONFIG_GLOBAL", config)
		_, err := Open(t.Context(), "git+https://packs.internal/demo.git@v1", ".")
		requireLine(t, err, "cannot be fetched")
		assert.NotContains(t, err.Error(), "hunter2")
		assert.NoDirExists(t, home)
	})
}

// How a user reaches a host by ssh is configured in git.
func TestGitUsesTheUsersSSH(t *testing.T) {
	aHome(t)
	for name, address := range map[string]string{
		"ssh":                  "git+ssh://git@packs.internal/demo.git@v1",
		"https, turned to ssh": "git+https://packs.example/demo.git@v1",
	} {
		t.Run(name, func(t *testing.T) {
			asked := filepath.Join(t.TempDir(), "asked")
			t.Setenv("GIT_CONFIG_GLOBAL", fileAt(t, "gitconfig", []byte("[core]\n\tsshCommand = echo >"+filepath.ToSlash(asked)+
				"\n[url \"ssh://git@packs.internal/\"]\n\tinsteadOf = https://packs.example/\n")))
			_, err := Open(t.Context(), address, ".")
			requireLine(t, err, "cannot be fetched")
			said, err := os.ReadFile(asked)
			require.NoError(t, err)
			assert.Contains(t, string(said), "packs.internal")
		})
	}
}

// Nothing of a repository or of its user's configuration runs.
func TestGitRunsNothing(t *testing.T) {
	aHome(t)
	repo := repository(t)
	ran := filepath.Join(t.TempDir(), "ran")
	hooks := t.TempDir()
	for _, hook := range []string{"post-checkout", "reference-transaction", "post-index-change"} {
		require.NoError(t, os.WriteFile(filepath.Join(hooks, hook), []byte("#!/bin/sh\ntouch "+ran+"\n"), 0o755))
	}
	t.Setenv("GIT_CONFIG_GLOBAL", fileAt(t, "gitconfig", []byte("[core]\n\thooksPath = "+hooks+
		"\n[filter \"x\"]\n\tsmudge = touch "+ran+"\n\tclean = touch "+ran+"\n\trequired = true\n[init]\n\ttemplateDir = "+filepath.Dir(hooks)+"\n")))
	require.NoError(t, os.WriteFile(filepath.Join(repo, "packs/demo/.gitattributes"), []byte("* filter=x text eol=crlf ident\n"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(repo, "packs/demo/seed/common/a"), []byte("$Id$\nb\n"), 0o644))
	runGit(t, repo, "-c", "filter.x.clean=cat", "-c", "core.hooksPath="+os.DevNull, "add", "--all")
	runGit(t, repo, "-c", "core.hooksPath="+os.DevNull, "-c", "filter.x.clean=cat", "commit", "--quiet", "-m", "filtered")
	t.Setenv("GIT_DIR", filepath.Join(repo, "nowhere")) // as in a hook

	p, err := Open(t.Context(), "git+file://"+repo+"//packs/demo", ".")

	require.NoError(t, err)
	assert.Equal(t, "$Id$\nb\n", string(p.Files["seed/common/a"]), "the bytes git holds")
	assert.NoFileExists(t, ran)
}

func TestArtifactsThatAreNoPack(t *testing.T) {
	aHome(t)
	registry := testregistry.Start()
	defer registry.Close()
	push := func(name string, layers ...[]byte) string {
		_, err := registry.Push(t.Context(), name+":1", layers...)
		require.NoError(t, err)
		return "oci://" + registry.Host + "/" + name + ":1"
	}
	pack := tarball(t, demoFiles)
	for name, c := range map[string]struct{ ref, says string }{
		"two layers":      {push("two", pack, pack), "2 layers"},
		"no layer":        {push("none"), "0 layers"},
		"no archive":      {push("text", []byte("hello, this is not an archive")), "reading the archive"},
		"a wrong name":    {"oci://" + registry.Host + "/other:1", "cannot be fetched"},
		"a broken gzip":   {push("broken", pack[:len(pack)/2]), "archive"},
		"not a reference": {"oci://" + registry.Host + "/UPPER:1", "address"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(t.Context(), c.ref, ".")
			requireLine(t, err, c.says)
		})
	}
}
