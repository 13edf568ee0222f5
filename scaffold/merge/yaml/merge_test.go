package yaml

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

var update = flag.Bool("update", false, "rewrite what the cases in testdata want; read the difference before it is committed")

// Each file in testdata holds one rule and an example of it: base, yours and
// template, what they merge to, and, where they are, the fields in conflict,
// the reason of a fallback to lines, and the notes.
func TestMerge(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(file), "testdata/"), ".txtar")
		t.Run(name, func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			c := caseOf(archive)
			got := Merger{}.Merge(c.sides(), mergetest.Labels(), nil)
			if *update {
				require.NoError(t, os.WriteFile(file, txtar.Format(c.updated(got)), 0o644))
				return
			}
			assert.Equal(t, string(c.section["want"]), string(got.Content), c.rule)
			assert.Equal(t, string(c.section["conflicts"]), described(got.Conflicts), c.rule)
			assert.Equal(t, strings.TrimSpace(string(c.section["fallback"])), got.Fallback)
			assert.Equal(t, strings.TrimSpace(string(c.section["notes"])), strings.Join(got.Notes, "\n"))
			for _, choice := range choices {
				if want, ok := c.section[choice.section]; ok {
					assert.Equal(t, string(want), c.settled(choice.take), choice.section)
				}
			}
			requireProperties(t, c.sides())
		})
	}
}

// TestCorpus: of files as repositories have them, edited on both sides, hardly
// one falls back to lines, and none where both edits are apart is a conflict.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/corpus/*.txtar")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 40)
	structural := 0
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		c := caseOf(archive)
		got := Merger{}.Merge(c.sides(), mergetest.Labels(), nil)
		if got.Fallback == "" {
			structural++
		}
		require.Equal(t, strings.Contains(c.rule, "conflict"), len(got.Conflicts) > 0, "%s: %s", file, c.rule)
	}
	require.GreaterOrEqual(t, structural*100, len(files)*95)
}

// example is one file of testdata.
type example struct {
	rule    string
	archive *txtar.Archive
	section map[string][]byte
}

func caseOf(archive *txtar.Archive) example {
	c := example{rule: string(archive.Comment), archive: archive, section: map[string][]byte{}}
	for _, f := range archive.Files {
		c.section[f.Name] = append([]byte{}, f.Data...)
	}
	return c
}

func (c example) sides() merge.Sides {
	return merge.Sides{Base: c.section["base"], Yours: c.section["yours"], Template: c.section["template"]}
}

// choices are the sections that show the result of taking a side everywhere.
var choices = []struct {
	section string
	take    merge.Choice
}{{"take yours", merge.TakeYours}, {"take template", merge.TakeTemplate}, {"take both", merge.TakeBoth}}

func (c example) settled(choice merge.Choice) string {
	return string(Merger{}.Merge(c.sides(), mergetest.Labels(), func(merge.Conflict) merge.Choice { return choice }).Content)
}

func (c example) updated(got merge.Result) *txtar.Archive {
	a := &txtar.Archive{Comment: c.archive.Comment}
	add := func(name, data string) {
		if data != "" {
			a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(data)})
		}
	}
	for _, name := range []string{"base", "yours", "template"} {
		if data, ok := c.section[name]; ok {
			a.Files = append(a.Files, txtar.File{Name: name, Data: data})
		}
	}
	add("want", string(got.Content))
	add("conflicts", described(got.Conflicts))
	for _, choice := range choices {
		if _, ok := c.section[choice.section]; ok {
			add(choice.section, c.settled(choice.take))
		}
	}
	if got.Fallback != "" {
		add("fallback", got.Fallback+"\n")
	}
	if len(got.Notes) > 0 {
		add("notes", strings.Join(got.Notes, "\n")+"\n")
	}
	return a
}

// described lists conflicts, a line each: field: base, yours, template.
func described(conflicts []merge.Conflict) string {
	var b strings.Builder
	for _, c := range conflicts {
		short := func(text string) string {
			if text == "" {
				return "(none)"
			}
			if first, rest, _ := strings.Cut(text, "\n"); rest != "" {
				return first + " …"
			}
			return strings.TrimSpace(text)
		}
		b.WriteString(c.Field + ": " + short(c.Base) + " | " + short(c.Yours) + " | " + short(c.Template) + "\n")
	}
	return b.String()
}
