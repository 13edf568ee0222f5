package format

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// formats are paths of one file for each merger but the text merger.
var formats = []string{"a.yaml", "package.json", "go.mod", "go.sum", ".gitignore"}

// Whatever the bytes, a merge comes to an end, and loses nothing: settled for
// one side everywhere, what is only in that side is in the result.
func TestHostileBytes(t *testing.T) {
	const mib = 1 << 20
	texts := map[string]string{
		"empty":                   "",
		"no line at all":          "mine",
		"invalid UTF-8":           "a: \xff\xfe\n\"mine\": \xc3\n",
		"NUL":                     "a\x00b: 1\nmine: 2\n",
		"a lone surrogate":        `{"mine": "\ud800", "a": "\udc00"}`,
		"only opening brackets":   strings.Repeat("[", mib) + "mine",
		"only opening braces":     strings.Repeat(`{"a":`, mib/8) + "mine",
		"nested deeply":           strings.Repeat("[", 5_000) + "mine" + strings.Repeat("]", 5_000),
		"a line of 10 MB":         `{"mine": "` + strings.Repeat("x", 10*mib) + `"}`,
		"a list on a line":        "[" + strings.Repeat(`"x", `, mib/32) + `"mine"]`,
		"lines of closing":        strings.Repeat("}\n", mib/64) + "mine\n",
		"carriage returns":        strings.Repeat("a\r", mib/8) + "mine",
		"markers":                 "<<<<<<< yours\na\n=======\nmine\n>>>>>>> template\n",
		"a byte order mark":       "\ufeff{\"mine\": 1}\n",
		"indent that never stops": strings.Repeat(" ", mib) + "mine: 1\n",
		"growing indent":          growing(2_000) + "mine\n",
	}
	for name, yours := range texts {
		for _, file := range formats {
			t.Run(name+"/"+file, func(t *testing.T) {
				for _, base := range []string{"", "a\n", strings.ReplaceAll(yours, "mine", "base")} {
					s := merge.Sides{Base: []byte(base), Yours: []byte(yours), Template: []byte(strings.ReplaceAll(yours, "mine", "theirs") + "\n")}
					got := For(file).Merge(s, merge.Labels{Yours: "yours", Base: "base", Template: "template"}, func(merge.Conflict) merge.Choice { return merge.TakeYours })
					require.Empty(t, got.Conflicts)
					if strings.Contains(yours, "mine") && got.Fallback != "" {
						assert.Contains(t, string(got.Content), "mine")
					}
				}
			})
		}
	}
}

func growing(lines int) string {
	var b strings.Builder
	for i := range lines {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// kinds are files that are changed on both sides.
var kinds = map[string]func(n, side int) (file, text string){
	"requirements": func(n, side int) (string, string) {
		return "go.mod", manyLines("module m\nrequire (\n", "\tx.io/m%06d v1.%d.0\n", ")\n", n, side)
	},
	"own requirements": func(n, side int) (string, string) {
		return "go.mod", strings.ReplaceAll(manyLines("module m\nrequire (\n", "\tSIDE.io/m%06d v1.%d.0\n", ")\n", n, side), "SIDE", sideName(side))
	},
	"sums": func(n, side int) (string, string) {
		return "go.sum", manyLines("", "x.io/m%06d v1.%d.0 h1:a=\n", "", n, side)
	},
	"own patterns": func(n, side int) (string, string) {
		return ".gitignore", strings.ReplaceAll(manyLines("", "/SIDE%06d%d\n", "", n, side), "SIDE", sideName(side))
	},
	"patterns in between": func(n, side int) (string, string) {
		return ".gitignore", manyLines("", "/a%06d%d\n\n# title\n", "", n, side)
	},
	"keys": func(n, side int) (string, string) {
		return "a.json", manyLines("{\n", "  \"k%06d\": %d,\n", "  \"z\": 0\n}\n", n, side)
	},
	"own keys": func(n, side int) (string, string) {
		return "a.json", strings.ReplaceAll(manyLines("{\n", "  \"SIDE%06d\": %d,\n", "  \"z\": 0\n}\n", n, side), "SIDE", sideName(side))
	},
	"own YAML keys": func(n, side int) (string, string) {
		return "a.yaml", strings.ReplaceAll(manyLines("", "SIDE%06d: %d\n", "z: 0\n", n, side), "SIDE", sideName(side))
	},
	"keys on one line": func(n, side int) (string, string) {
		return "a.json", manyLines("{", "\"k%06d\":%d,", "\"z\":0}", n, side)
	},
	"items": func(n, side int) (string, string) {
		return "a.json", manyLines("[\n", "  %06d1%d,\n", "  1\n]\n", n, side)
	},
}

// merges is the merge of a file with n entries.
func merges(text func(n, side int) (string, string), n int) func() {
	file, base := text(n, 0)
	_, yours := text(n, 1)
	_, template := text(n, 2)
	s := mergetest.Sides(base, yours, template)
	return func() { For(file).Merge(s, mergetest.Labels(), nil) }
}

func TestTimeIsNotQuadratic(t *testing.T) {
	for name, text := range kinds {
		t.Run(name, func(t *testing.T) { mergetest.NotQuadratic(t, merges(text, 4_000), merges(text, 40_000)) })
	}
}

func BenchmarkTenfold(b *testing.B) {
	for name, text := range kinds {
		b.Run(name, func(b *testing.B) { mergetest.ReportTenfold(b, merges(text, 4_000), merges(text, 40_000)) })
	}
}

func sideName(side int) string { return [...]string{"base", "yours", "theirs"}[side] }

// manyLines writes n lines, of which each side changed every seventh, some of
// them the same.
func manyLines(head, line, tail string, n, side int) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range n {
		value := 0
		if side > 0 && (i%7 == side || i%35 == 0) {
			value = side
		}
		fmt.Fprintf(&b, line, i, value)
	}
	return b.String() + tail
}
