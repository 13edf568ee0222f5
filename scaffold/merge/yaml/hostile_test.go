package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// hostile are texts that readers stumble on.
func hostile() []merge.Sides {
	return []merge.Sides{
		sides("a: 1\n", "a: 1\nb: 2\n", "a: 2\n"),
		sides("a: 1\n", "a:\t1\n", "a: 2\n"),
		sides("a: 1\n", "\xff\xfe\n", "a: 2\n"),
		sides("a: 1\n", "a: 1\na: 2\n", "a: 3\n"),
		sides("a: &x [1]\nb: *x\n", "a: &x [1, 2]\nb: *x\n", "a: &x [1]\nb: *x\nc: *x\n"),
		sides("? a\n: b\n", "? a\n: c\n", "? a\n: d\n"),
		sides("--- |\n x\n...\n%YAML 1.2\n---\na: 1\n", "--- >\n y\n...\n%YAML 1.2\n---\na: 1\n", "--- |\n x\n...\n%YAML 1.2\n---\na: 2\n"),
		sides("{a: [b, {c: d}], e: }\n", "{a: [b, {c: x}], e: f}\n", "{a: [b, z, {c: d}], e: }\n"),
		sides("\ufeffa: 1\r\nb: 2\r\n", "\ufeffa: 1\r\nb: 3\r\n", "\ufeffa: 2\r\nb: 2\r\n"),
		sides(strings.Repeat("- ", 600)+"a\n", strings.Repeat("[", 600), strings.Repeat("- ", 600)+"b\n"),
		sides("a: \"x\\\n  y\"\n", "a: 'x\n\n  y'\n", "a: x\n  y\n"),
		sides("<<<<<<< yours\n", "a: 1\n=======\n", ">>>>>>> template\n"),
	}
}

func unknownAnchor(err error) bool { return strings.Contains(err.Error(), "unknown anchor") }
