package templates_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestPipelineRunsTargetsThatExist holds that each `make x` in a workflow, a
// document or a script is a target.
func TestPipelineRunsTargetsThatExist(t *testing.T) {
	mentioned := regexp.MustCompile("(?:run: |`|\n|\\$\\()make (?:--silent )?([a-z-]+)")
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		dir := newService(t, stage, l.name, settings(stage))
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
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		dir := newService(t, stage, l.name, settings(stage))
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
