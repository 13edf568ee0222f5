package format

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// A specimen is a realistic file, edited on both sides, and what has to come
// of it. Its txtar says in the comment what is in it, and then
//
//	path: where the file is
//	format: the merger that has to be chosen
//	fallback: a part of the reason why it may merge line by line; without this
//	    line it has to merge by its format
//	conflict: the field of a conflict, a line each; without any it has to be clean
//	note: a part of what the user is told
type specimen struct {
	path, format, fallback string
	conflicts, notes       []string
	sides                  merge.Sides
	want                   string
}

func readSpecimen(t *testing.T, file string) specimen {
	archive, err := txtar.ParseFile(file)
	require.NoError(t, err)
	var s specimen
	for line := range strings.Lines(string(archive.Comment)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "path":
			s.path = value
		case "format":
			s.format = value
		case "fallback":
			s.fallback = value
		case "conflict":
			s.conflicts = append(s.conflicts, value)
		case "note":
			s.notes = append(s.notes, value)
		}
	}
	for _, f := range archive.Files {
		switch f.Name {
		case "base":
			s.sides.Base = f.Data
		case "yours":
			s.sides.Yours = f.Data
		case "template":
			s.sides.Template = f.Data
		case "want":
			s.want = string(f.Data)
		}
	}
	return s
}

func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/corpus/*.txtar")
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(files), 40)
	structured, byStructure := 0, 0
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			s := readSpecimen(t, file)
			m := For(s.path)
			got := m.Merge(s.sides, merge.Labels{Yours: "yours", Base: "base", Template: "template"}, nil)
			if m.Name() != "text" {
				structured++
				if got.Fallback == "" {
					byStructure++
				}
			}
			assert.Equal(t, s.format, m.Name())
			assert.Equal(t, s.want, string(got.Content))
			assert.Contains(t, got.Fallback, s.fallback)
			assert.Equal(t, s.fallback != "", got.Fallback != "", "fell back: %s", got.Fallback)
			var conflicts []string
			for _, c := range got.Conflicts {
				conflicts = append(conflicts, c.Field)
			}
			assert.Equal(t, s.conflicts, conflicts)
			require.Len(t, got.Notes, len(s.notes), "%s", got.Notes)
			for i, note := range s.notes {
				assert.Contains(t, got.Notes[i], note)
			}
		})
	}
	t.Logf("%d of %d structured files merged by their structure (%.1f %%), of %d files in all",
		byStructure, structured, 100*float64(byStructure)/float64(structured), len(files))
	assert.GreaterOrEqual(t, float64(byStructure), 0.95*float64(structured))
}
