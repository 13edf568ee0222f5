package templates_test

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// promised is what every language has to bring, by the stage it has to bring it
// at; the paths are those of docs/adding-a-language.md.
var promised = map[string][]string{
	"prototype": {"Dockerfile", "README.md", ".dockerignore", ".gitignore", "build/language.mk", ".github/actions/setup/action.yaml"},
	"rapid":     {"scripts/coverage.sh"},
	"critical":  {"deploy/base/runtime.yaml"},
}

// promisedTests are the folders of tests that a stage adds, which may hold what
// their language wants.
var promisedTests = map[string][]string{
	"rapid":    {"test/contract", "test/integration"},
	"critical": {"test/consumers"},
}

// TestLanguagesBringWhatIsPromised holds that no language lacks a file that
// shared files, documents or the stages rest on.
func TestLanguagesBringWhatIsPromised(t *testing.T) {
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		files, p := filesOf(t, newService(t, stage, l.name, settings(stage))), standard(t)
		for from := range promised {
			if p.StageIndex(from) > p.StageIndex(stage) {
				continue
			}
			for _, name := range promised[from] {
				assert.Contains(t, files, name)
			}
			for _, folder := range promisedTests[from] {
				assert.True(t, holdsTests(files, folder), "%s holds no test", folder)
			}
		}
		assert.Contains(t, files, path.Join(l.service, l.routes))
		assert.Equal(t, "once", string(p.Rule(path.Join(l.service, l.routes)).Policy), "the service's own code is the user's")
	})
}

// holdsTests tells whether a folder holds a test that its language has.
func holdsTests(files tree.Tree, folder string) bool {
	for name := range files {
		if strings.HasPrefix(name, folder+"/") && regexp.MustCompile(`[._]test\.\w+$`).MatchString(name) {
			return true
		}
	}
	return false
}

// TestLanguagesHaveTheSameTargets holds that what people and pipelines call is
// there in every language: a target that one has, all have, but for the parts
// that one is made of.
func TestLanguagesHaveTheSameTargets(t *testing.T) {
	parts := []string{"race", "fuzz"} // of stress
	eachStage(t, func(t *testing.T, stage string) {
		targets := map[string][]string{}
		for _, l := range languages(t) {
			content := string(filesOf(t, newService(t, stage, l.name, settings(stage)))["build/language.mk"].Content)
			for _, found := range regexp.MustCompile(`(?m)^\.PHONY: (\S+)$`).FindAllStringSubmatch(content, -1) {
				if slices.Contains(parts, found[1]) {
					continue
				}
				targets[l.name] = append(targets[l.name], found[1])
			}
		}
		for _, l := range languages(t) {
			assert.ElementsMatch(t, targets[languages(t)[0].name], targets[l.name], l.name)
		}
	})
}
