package templates_test

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

var (
	link    = regexp.MustCompile(`\]\(([^)#:\s]*)(?:#([^)\s]*))?\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	fence   = regexp.MustCompile("(?ms)^```.*?^```$")
)

// TestLinksLeadSomewhere holds that a document's links to files and sections
// of the service lead to some, in every combination.
func TestLinksLeadSomewhere(t *testing.T) {
	checked := 0
	for _, service := range services(t) {
		for _, name := range service.files.Paths() {
			if !strings.HasSuffix(name, ".md") {
				continue
			}
			for _, found := range link.FindAllStringSubmatch(prose(service, name), -1) {
				target := name
				if found[1] != "" {
					target = path.Join(path.Dir(name), found[1])
				}
				checked++
				if assert.Contains(t, service.files.Paths(), target, "%s: %s links to it", service.name, name) && found[2] != "" {
					assert.Contains(t, anchors(prose(service, target)), found[2], "%s: %s links to it", service.name, name)
				}
			}
		}
	}
	assert.NotZero(t, checked)
}

// TestRunbookAnchorsAreThere holds that what an alert's annotation names is a
// section of a document of the service, in every combination.
func TestRunbookAnchorsAreThere(t *testing.T) {
	named := regexp.MustCompile(`runbook(?:_url)?: (?:https://\S*/)?((?:docs/runbook|README)\.md)#(\S+)`)
	for _, service := range services(t) {
		found := named.FindAllStringSubmatch(string(service.files["monitoring/rules.yaml"].Content), -1)
		assert.Len(t, found, strings.Count(string(service.files["monitoring/rules.yaml"].Content), "- alert:"), service.name)
		for _, where := range found {
			assert.Contains(t, anchors(prose(service, where[1])), where[2], "%s: %s", service.name, where[1])
		}
	}
}

// prose is a document without its code.
func prose(service rendered, name string) string {
	return fence.ReplaceAllString(string(service.files[name].Content), "")
}

// anchors are the sections of a document as a link names them: in lower case,
// with a hyphen for a space, and without punctuation.
func anchors(text string) []string {
	var out []string
	for _, found := range heading.FindAllStringSubmatch(text, -1) {
		slug := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(found[1]), "")
		out = append(out, strings.ReplaceAll(slug, " ", "-"))
	}
	return out
}
