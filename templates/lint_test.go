package templates_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestTextIsTidy holds what editors and reviewers stumble over: white space at
// the end of lines, blank lines at the end of files, holes in the text, and
// what a template prints for a value it does not have.
func TestTextIsTidy(t *testing.T) {
	untidy := map[string]*regexp.Regexp{
		"white space at the end of a line": regexp.MustCompile(`[ \t]+(\n|$)`),
		"more than one blank line":         regexp.MustCompile(`\n\n\n`),
		"a blank line at the start":        regexp.MustCompile(`^\n`),
		"a blank line at the end":          regexp.MustCompile(`\n\n$`),
		"no newline at the end":            regexp.MustCompile(`[^\n]$`),
		"carriage return":                  regexp.MustCompile(`\r`),
		"no value":                         regexp.MustCompile(`<no value>|<nil>|%!|map\[|\[\[|\]\]`),
	}
	allow := map[string]string{
		"no value": `\.go$|\.mk$|\.sh$|\.ts$`, // where the same characters have a meaning
	}
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		for _, set := range [][]string{least(stage), settings(stage), append(least(stage), "ci=none")} {
			for path, file := range filesOf(t, newService(t, stage, l.name, set)) {
				for what, pattern := range untidy {
					if allow[what] != "" && regexp.MustCompile(allow[what]).MatchString(path) {
						continue
					}
					if at := pattern.FindIndex(file.Content); at != nil {
						t.Errorf("%s:%d: %s", path, 1+strings.Count(string(file.Content[:at[0]]), "\n"), what)
					}
				}
				if strings.HasSuffix(path, ".json") {
					assert.True(t, json.Valid(file.Content), path)
				}
			}
		}
	})
}
