package pack

import (
	"testing"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each attribute comes from the first matching rule that sets it.
func TestRule(t *testing.T) {
	p := demoPack(t, `  files:
    - {path: "internal/service/**", policy: once}
    - {path: "**/*.sh", mode: "0755", why: a script}
    - {path: "internal/**", policy: lock, why: the tool's, when: "stage == 'tree'"}
    - {path: "package-lock.json", policy: lock, regenerate: npm install}
    - {path: "internal/**/run.sh", mode: "0644", regenerate: make}
    - {path: "{a,b}/*.txt", why: letters}
`)
	tests := []struct {
		path string
		want FileRule
	}{
		{"README.md", FileRule{Policy: PolicyMerge}},
		{"run.sh", FileRule{Policy: PolicyMerge, Mode: "0755", Why: "a script"}},
		{"internal/service/a.go", FileRule{Policy: PolicyOnce, Why: "the tool's", When: "stage == 'tree'"}},
		{"internal/platform/a.go", FileRule{Policy: PolicyLock, Why: "the tool's", When: "stage == 'tree'"}},
		{"internal/service/x/run.sh", FileRule{Policy: PolicyOnce, Mode: "0755", Why: "a script", When: "stage == 'tree'", Regenerate: "make"}},
		{"package-lock.json", FileRule{Policy: PolicyLock, Regenerate: "npm install"}},
		{"web/package-lock.json", FileRule{Policy: PolicyMerge}},
		{"b/c.txt", FileRule{Policy: PolicyMerge, Why: "letters"}},
		{"b/c/d.txt", FileRule{Policy: PolicyMerge}},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			tt.want.Path = tt.path
			got := p.Rule(tt.path)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.want.Mode == "0755", got.Executable())
		})
	}
}

// Looking at the beginning of a glob alone gives what the whole of it would.
func TestMatchIsDoublestar(t *testing.T) {
	globs := []string{
		"a", "a/b", "a/**", "a/*", "**", "**/b", "*", "?", "a?", "a/{b,c}", "{a,b}/*.txt", "[ab]", "[!a]/b", `a\*`, `\a`, "a/**/b", "a*", "ab/**", "", "a/", "[", "a[", "größe/*",
	}
	paths := []string{"a", "a/b", "a/b/c", "b", "ab", "a*", "a/c", "b/x.txt", "ab/c/b", "", "größe/文", "größe"}
	for _, glob := range globs {
		for _, path := range paths {
			want, err := doublestar.Match(glob, path)
			assert.Equal(t, want && err == nil, match(glob, path), "%q on %q", glob, path)
		}
	}
}

func TestCoversFilesAtTheRepository(t *testing.T) {
	rule := FileRule{Path: ".github/**"}
	assert.True(t, rule.Covers("../../.github/workflows/orders.yaml"))
	assert.False(t, rule.Covers("../../docs/.github"))
}

func TestCheckStageAndLanguage(t *testing.T) {
	p := demoPack(t, "")
	require.NoError(t, p.CheckStage("tree"))
	requireLine(t, p.CheckStage("forest"), `"forest"`, "demo 1.0.0", "seed, tree")
	require.NoError(t, p.CheckLanguage("go"))
	requireLine(t, p.CheckLanguage("rust"), `"rust"`, "demo 1.0.0", "go, typescript")
	requireLine(t, p.CheckLanguage(""), "go, typescript")

	p.Spec.Languages = nil
	require.NoError(t, p.CheckLanguage(""))
	requireLine(t, p.CheckLanguage("go"), "--language")
}
