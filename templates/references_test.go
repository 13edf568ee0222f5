package templates_test

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDockerfileCopiesWhatIsThere holds that every source of a COPY exists and
// is not kept out of the build.
func TestDockerfileCopiesWhatIsThere(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		files := filesOf(t, newService(t, stage, "go", settings(stage)))
		dockerfile := strings.ReplaceAll(string(files["Dockerfile"].Content), "\\\n", " ")
		ignored := strings.Fields(string(files[".dockerignore"].Content))
		copies := 0
		for _, line := range strings.Split(dockerfile, "\n") {
			words := strings.Fields(line)
			if len(words) < 3 || words[0] != "COPY" || strings.HasPrefix(words[1], "--from=") {
				continue
			}
			for _, source := range words[1 : len(words)-1] {
				copies++
				if source != "." {
					assert.Contains(t, files, source)
				}
				for _, pattern := range ignored {
					kept, err := path.Match(pattern, source)
					require.NoError(t, err)
					assert.False(t, kept, "%s is in .dockerignore", source)
				}
			}
		}
		assert.NotZero(t, copies)
		for _, needed := range []string{"cmd", "internal"} {
			assert.NotContains(t, ignored, needed)
		}
	})
}

// TestPipelineRunsTargetsThatExist holds that each `make x` in a workflow, a
// document or a script is a target.
func TestPipelineRunsTargetsThatExist(t *testing.T) {
	mentioned := regexp.MustCompile("(?:run: |`|\n|\\$\\()make (?:--silent )?([a-z-]+)")
	eachStage(t, func(t *testing.T, stage string) {
		dir := newService(t, stage, "go", settings(stage))
		for name, file := range filesOf(t, dir) {
			for _, found := range mentioned.FindAllStringSubmatch(string(file.Content), -1) {
				makes(t, dir, "--dry-run", found[1])
				t.Logf("%s: make %s", name, found[1])
			}
		}
	})
}

// TestHelpListsEveryTarget holds that `make` alone tells what there is.
func TestHelpListsEveryTarget(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		dir := newService(t, stage, "go", settings(stage))
		help := command(t, dir, "make")
		for name, file := range filesOf(t, dir) {
			if !strings.HasSuffix(name, ".mk") {
				continue
			}
			for _, found := range regexp.MustCompile(`(?m)^\.PHONY: (\S+)$`).FindAllStringSubmatch(string(file.Content), -1) {
				assert.Regexp(t, `(?m)^  `+found[1]+` +\S`, help)
			}
		}
	})
}
