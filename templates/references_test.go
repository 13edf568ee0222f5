package templates_test

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestPipelineRunsTargetsThatExist holds that each `make x` in a workflow, a
// document or a script is a target.
func TestPipelineRunsTargetsThatExist(t *testing.T) {
	mentioned := regexp.MustCompile("(?:run: |`|\n)make ([a-z-]+)")
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

// TestActionsArePinned holds that workflows run no code that a tag can move:
// a full commit, and the version that it is beside it.
func TestActionsArePinned(t *testing.T) {
	pins := map[string]string{}
	pinned := regexp.MustCompile(`^([\w-]+/[\w/-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)$`)
	for name, content := range standard(t).Files {
		for _, found := range regexp.MustCompile(`(?m)uses: (.*)$`).FindAllStringSubmatch(string(content), -1) {
			if strings.HasPrefix(found[1], "./") {
				continue
			}
			pin := pinned.FindStringSubmatch(found[1])
			if assert.NotNil(t, pin, "%s: %s", name, found[1]) {
				if had, ok := pins[pin[1]]; ok {
					assert.Equal(t, had, pin[2], "%s: one action, two versions", name)
				}
				pins[pin[1]] = pin[2]
			}
		}
	}
	assert.NotEmpty(t, pins)
}

// TestLinksLeadSomewhere holds that a document's links to files and sections
// of the service lead to some.
func TestLinksLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]*)(?:#([^)]*))?\)`)
	eachStage(t, func(t *testing.T, stage string) {
		files := filesOf(t, newService(t, stage, "go", settings(stage)))
		for name, file := range files {
			if !strings.HasSuffix(name, ".md") {
				continue
			}
			for _, found := range link.FindAllStringSubmatch(string(file.Content), -1) {
				target := name
				if found[1] != "" {
					target = path.Join(path.Dir(name), found[1])
				}
				if assert.Contains(t, files, target, "%s links to it", name) && found[2] != "" {
					assert.Regexp(t, `(?mi)^#+ `+found[2]+`$`, string(files[target].Content), "%s links to it", name)
				}
			}
		}
	})
}
