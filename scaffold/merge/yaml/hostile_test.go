package yaml

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// hostile are texts that readers stumble on.
func hostile() []merge.Sides {
	return []merge.Sides{
		mergetest.Sides("a: 1\n", "a: 1\nb: 2\n", "a: 2\n"),
		mergetest.Sides("a: 1\n", "a:\t1\n", "a: 2\n"),
		mergetest.Sides("a: 1\n", "\xff\xfe\n", "a: 2\n"),
		mergetest.Sides("a: 1\n", "a: 1\na: 2\n", "a: 3\n"),
		mergetest.Sides("a: &x [1]\nb: *x\n", "a: &x [1, 2]\nb: *x\n", "a: &x [1]\nb: *x\nc: *x\n"),
		mergetest.Sides("? a\n: b\n", "? a\n: c\n", "? a\n: d\n"),
		mergetest.Sides("--- |\n x\n...\n%YAML 1.2\n---\na: 1\n", "--- >\n y\n...\n%YAML 1.2\n---\na: 1\n", "--- |\n x\n...\n%YAML 1.2\n---\na: 2\n"),
		mergetest.Sides("{a: [b, {c: d}], e: }\n", "{a: [b, {c: x}], e: f}\n", "{a: [b, z, {c: d}], e: }\n"),
		mergetest.Sides("\ufeffa: 1\r\nb: 2\r\n", "\ufeffa: 1\r\nb: 3\r\n", "\ufeffa: 2\r\nb: 2\r\n"),
		mergetest.Sides(strings.Repeat("- ", 600)+"a\n", strings.Repeat("[", 600), strings.Repeat("- ", 600)+"b\n"),
		mergetest.Sides("a: \"x\\\n  y\"\n", "a: 'x\n\n  y'\n", "a: x\n  y\n"),
		mergetest.Sides("<<<<<<< yours\n", "a: 1\n=======\n", ">>>>>>> template\n"),
	}
}

func unknownAnchor(err error) bool { return strings.Contains(err.Error(), "unknown anchor") }

// TestHostile: whatever the bytes, a merge ends soon, and loses nothing.
func TestHostile(t *testing.T) {
	bomb := "a0: &a0 [x, x]\n"
	for i := 1; i < 40; i++ {
		bomb += fmt.Sprintf("a%d: &a%d [*a%d, *a%d]\n", i, i, i-1, i-1)
	}
	manifest := strings.Builder{}
	for i := range 50_000 {
		fmt.Fprintf(&manifest, "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: generated-%d\ndata:\n  key: \"%d\"\n", i, i)
	}
	tests := []struct {
		name       string
		s          merge.Sides
		structural bool
	}{
		{"aliases that double forty times", mergetest.Sides(bomb, bomb+"mine: 1\n", strings.Replace(bomb, "[x, x]", "[x, y]", 1)), true},
		{"a list in a list in a list", nested("- ", 100_000), false},
		{"a mapping in a mapping in a mapping", nested("{a: ", 100_000), false},
		{"brackets that are never closed", nested("[", 1_000_000), false},
		{"400 levels", nested("- ", 400), true},
		{"a line of 10 MB", mergetest.Sides("a: b\nz: "+strings.Repeat("x ", 5<<20)+"\n", "a: c\nz: "+strings.Repeat("x ", 5<<20)+"\n", "a: b\nz: "+strings.Repeat("x ", 5<<20)+"y\n"), true},
		{"brackets on one line of 3 MB", brackets(100_000), true},
		{"10 MB of quotes", mergetest.Sides("a: 1\n", "a: 1\n"+strings.Repeat("\"", 10<<20), "a: 2\n"), false},
		{"10 MB of anchors", mergetest.Sides("a: 1\n", "a: 1\nb: "+strings.Repeat("&", 10<<20)+"\n", "a: 2\n"), false},
		{"10 MB of blank lines", mergetest.Sides("a: 1\n"+strings.Repeat("\n", 10<<20)+"b: 1\n", "a: 2\n"+strings.Repeat("\n", 10<<20)+"b: 1\n", "a: 1\n"+strings.Repeat("\n", 10<<20)+"b: 2\n"), true},
		{"a generated manifest of 5 MB", mergetest.Sides(manifest.String(), strings.Replace(manifest.String(), "\"7\"", "\"mine\"", 1), strings.Replace(manifest.String(), "\"49000\"", "\"theirs\"", 1)), true},
		{"no UTF-8", mergetest.Sides("a: 1\nb: 1\n\nc: 1\n", "a: 1\nb: \xff\xfe\n\nc: 1\n", "a: 1\nb: 1\n\nc: 2\n"), false},
		{"nothing but zeros", mergetest.Sides("a: 1\n", strings.Repeat("\x00", 1<<20), "a: 2\n"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := mergetest.CPUTime()
			got := Merger{}.Merge(tt.s, mergetest.Labels(), nil)
			assert.Less(t, mergetest.CPUTime()-start, 20*time.Second)
			assert.Equal(t, tt.structural, got.Fallback == "", got.Fallback)
			for _, line := range []string{"mine", "theirs"} {
				if bytes.Contains(tt.s.Yours, []byte(line)) || bytes.Contains(tt.s.Template, []byte(line)) {
					assert.Contains(t, string(got.Content), line)
				}
			}
		})
	}
}

// nested is a value that many openings stand before.
func nested(opening string, depth int) merge.Sides {
	text := strings.Repeat(opening, depth)
	return mergetest.Sides(text+"a\n", text+"mine\n", text+"a\n# theirs\n")
}
