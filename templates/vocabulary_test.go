package templates_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestSharedFilesNameNoLanguage holds that what all languages share is written
// so: a new language is a folder of its own, and no other file changes.
func TestSharedFilesNameNoLanguage(t *testing.T) {
	// Words that are ordinary English or Kubernetes' (go on, a node, rust) count
	// only where they cannot be meant as such.
	language := regexp.MustCompile(`(?i)\b(golang|gofmt|gopher|goroutines?|go\.mod|go\.sum|go (build|run|test|vet|fmt|mod|install|tool)|gomemlimit|gomaxprocs|goflags|` +
		`nodejs|node\.js|npm|npx|yarn|pnpm|package\.json|tsconfig|typescript|javascript|` +
		`python|pip|pyproject|poetry|jvm|java|maven|gradle|java_opts|kotlin|` +
		`rustc|cargo|ruby|gemfile|bundler|dotnet|csharp|nuget|php|composer)\b|\bgo_[a-z]+|\.(go|ts|py|java|rs|rb|cs)\b`)
	capitalGo := regexp.MustCompile(`[a-z,] Go\b`)
	files := 0
	for name, content := range standard(t).Files {
		if !strings.HasPrefix(name, "partials/") && !strings.Contains(name, "/common/") {
			continue
		}
		files++
		for i, line := range strings.Split(string(content), "\n") {
			// The language of the templates themselves is none of the service's.
			assert.NotRegexp(t, language, line, "%s:%d", name, i+1)
			assert.NotRegexp(t, capitalGo, line, "%s:%d", name, i+1)
		}
	}
	assert.NotZero(t, files)
}

// TestLanguageFoldersAreDeclared holds that a folder beside common is a
// language of the pack.
func TestLanguageFoldersAreDeclared(t *testing.T) {
	p := standard(t)
	for name := range p.Files {
		parts := strings.Split(name, "/")
		if parts[0] != "partials" {
			assert.Contains(t, append([]string{"common"}, p.Spec.Languages...), parts[1], name)
			assert.Contains(t, p.StageNames(), parts[0], name)
		}
	}
}

// TestNothingIsInvented holds that no placeholder poses as a fact: example
// names that a user would have to find and replace, digests and commits nobody
// looked up, notes to oneself.
func TestNothingIsInvented(t *testing.T) {
	invented := map[string]*regexp.Regexp{
		"an example name":    regexp.MustCompile(`(?i)\bexample\.(com|org|net)\b|\bacme\b|\b(foo|bar|baz|qux)\b|\blorem\b|\bjohn ?doe\b|\bmy-?(app|service|org|company|team|registry)\b|\byour-[a-z]+\b|\bchange-?me\b`),
		"a digest":           regexp.MustCompile(`sha256:[0-9a-f]{6,}`),
		"a note to oneself":  regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK|WIP|TBD)\b`),
		"a moving tag":       regexp.MustCompile(`(?i)[a-z0-9]:latest\b`),
		"a secret":           regexp.MustCompile(`(?i)-----BEGIN|\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{36}\b`),
		"the tool's own URL": regexp.MustCompile(`(?i)https?://(www\.)?kubectl-svc\.dev`),
	}
	for name, content := range standard(t).Files {
		if strings.HasSuffix(name, "go.sum") || strings.HasSuffix(name, "package-lock.json.tmpl") {
			continue // digests of what was looked up
		}
		for i, line := range strings.Split(string(content), "\n") {
			for what, pattern := range invented {
				assert.NotRegexp(t, pattern, line, "%s:%d: %s", name, i+1, what)
			}
		}
	}
}

// TestCommitsStandWhereTheyBelong holds that 40 hex digits are the pin of an
// action, and nothing else.
func TestCommitsStandWhereTheyBelong(t *testing.T) {
	commit := regexp.MustCompile(`\b[0-9a-f]{40}\b`)
	for name, content := range standard(t).Files {
		for i, line := range strings.Split(string(content), "\n") {
			if commit.MatchString(line) {
				assert.Regexp(t, `uses: [\w/-]+@[0-9a-f]{40} # v`, line, "%s:%d", name, i+1)
			}
		}
	}
}
