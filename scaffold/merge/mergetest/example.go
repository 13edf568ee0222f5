// Package mergetest reads the examples that the tests of the formats are made
// of: a txtar file for each rule, which a reader of the documentation can
// follow, too.
package mergetest

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// Example is a file testdata/NAME.txtar: the rule and the notes that the user
// gets ("note: ...") in its comment, then the sections base, yours, template
// and want.
type Example struct {
	Name string
	// Rule says in words what the example shows, and "merges as text" where the
	// format gives the merge up.
	Rule  string
	Notes []string
	Sides merge.Sides
	Want  string
}

// Examples are those of the package under test; there has to be one.
func Examples(t *testing.T) []Example {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var out []Example
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		e := Example{Name: strings.TrimSuffix(filepath.Base(file), ".txtar")}
		for line := range strings.Lines(string(archive.Comment)) {
			if note, found := strings.CutPrefix(line, "note: "); found {
				e.Notes = append(e.Notes, strings.TrimSpace(note))
			} else {
				e.Rule += line
			}
		}
		section := map[string][]byte{}
		for _, f := range archive.Files {
			section[f.Name] = append([]byte{}, f.Data...) // a section that is empty is no section that is missing
		}
		e.Sides = merge.Sides{Base: section["base"], Yours: section["yours"], Template: section["template"]}
		e.Want = string(section["want"])
		out = append(out, e)
	}
	return out
}

// Check holds a result against what the example wants: the text, whether there
// are conflicts, the notes, and whether it was merged as text.
func (e Example) Check(t *testing.T, got merge.Result) {
	t.Helper()
	assert.Equal(t, e.Want, string(got.Content), e.Rule)
	assert.Equal(t, strings.Contains(e.Want, "<<<<<<<"), len(got.Conflicts) > 0, e.Rule)
	assert.Empty(t, got.Settled)
	assert.Equal(t, e.Notes, got.Notes)
	assert.Equal(t, strings.Contains(e.Rule, "merges as text"), got.Fallback != "", "%s%s", e.Rule, got.Fallback)
}

// Labels are what the examples call the sides.
func Labels() merge.Labels {
	return merge.Labels{Yours: "yours", Base: "base", Template: "template"}
}

// Sides are three texts to merge, none of them absent.
func Sides(base, yours, template string) merge.Sides {
	return merge.Sides{Base: []byte(base), Yours: []byte(yours), Template: []byte(template)}
}
