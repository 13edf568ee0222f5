package pack

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func digestOf(t *testing.T, change func(fstest.MapFS)) string {
	t.Helper()
	fsys := folder(demo, "partials/a.tmpl", "seed/common/ab", "seed/common/b", "tree/go/c")
	change(fsys)
	p, err := Load(fsys)
	require.NoError(t, err)
	assert.Regexp(t, "^sha256:[0-9a-f]{64}$", p.Digest)
	return p.Digest
}

func unchanged(fstest.MapFS) {}

func TestDigestDependsOnContent(t *testing.T) {
	move := func(from, to string) func(fstest.MapFS) {
		return func(f fstest.MapFS) { f[to] = f[from]; delete(f, from) }
	}
	write := func(name, text string) func(fstest.MapFS) {
		return func(f fstest.MapFS) { f[name] = &fstest.MapFile{Data: []byte(text)} }
	}
	seen := map[string]string{digestOf(t, unchanged): "unchanged"}
	for name, change := range map[string]func(fstest.MapFS){
		"a byte of a file":           func(f fstest.MapFS) { f["seed/common/b"].Data[0]++ },
		"a byte of a partial":        func(f fstest.MapFS) { f["partials/a.tmpl"].Data[0]++ },
		"a comment in the manifest":  write(FileName, demo+"# more\n"),
		"a file renamed":             move("seed/common/b", "seed/common/bb"),
		"a file in another stage":    move("seed/common/b", "tree/common/b"),
		"a file in another language": move("tree/go/c", "tree/typescript/c"),
		"a file more":                write("seed/go/d", ""),
		"a file less":                func(f fstest.MapFS) { delete(f, "tree/go/c") },
		"a file empty":               write("tree/go/c", ""),
		"a name longer and its content shorter": func(f fstest.MapFS) {
			delete(f, "seed/common/ab")
			write("seed/common/abs", "eed/common/ab")(f)
		},
	} {
		digest := digestOf(t, change)
		assert.NotContains(t, seen, digest, "%s", name)
		seen[digest] = name
	}
}

func TestDigestDependsOnNothingElse(t *testing.T) {
	want := digestOf(t, unchanged)
	for name, change := range map[string]func(fstest.MapFS){
		"loaded again": unchanged,
		"touched and executable": func(f fstest.MapFS) {
			for _, file := range f {
				file.ModTime, file.Mode = time.Now(), 0o755
			}
		},
		"with what an editor leaves": func(f fstest.MapFS) { f["seed/common/b~"] = &fstest.MapFile{Data: []byte("old")} },
	} {
		assert.Equal(t, want, digestOf(t, change), name)
	}
}
