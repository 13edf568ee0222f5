package json

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

func labels() merge.Labels {
	return merge.Labels{Yours: "yours", Base: "base", Template: "template"}
}

// Each file in testdata holds one rule and an example of it, with the notes
// that the user gets; those about a package.json begin with "package". A rule
// says so where the file merges as text.
func TestMerge(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			rule, wantNotes := "", []string(nil)
			for line := range strings.Lines(string(archive.Comment)) {
				if note, found := strings.CutPrefix(line, "note: "); found {
					wantNotes = append(wantNotes, strings.TrimSpace(note))
				} else {
					rule += line
				}
			}
			section := map[string][]byte{}
			for _, f := range archive.Files {
				section[f.Name] = f.Data
			}
			m := Merger{Package: strings.HasPrefix(name, "package")}

			got := m.Merge(merge.Sides{Base: section["base"], Yours: section["yours"], Template: section["template"]}, labels(), nil)

			want := string(section["want"])
			assert.Equal(t, want, string(got.Content), rule)
			assert.Equal(t, strings.Contains(want, "<<<<<<<"), len(got.Conflicts) > 0, rule)
			assert.ElementsMatch(t, wantNotes, got.Notes)
			assert.Equal(t, strings.Contains(rule, "merges as text"), got.Fallback != "", "%s%s", rule, got.Fallback)
		})
	}
}
