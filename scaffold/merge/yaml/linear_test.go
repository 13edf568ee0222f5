package yaml

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// shapes are texts of n lines, or about as much, that are changed on both sides.
var shapes = map[string]func(n int) merge.Sides{
	"manifests": func(n int) merge.Sides { return long(n, 100) },
	"flat map":  flat, "one list": oneList, "one line": oneLine, "brackets": brackets,
	"comments": comments, "conflicts": conflicts, "text in a ConfigMap": config,
}

func merges(s merge.Sides) func() {
	return func() { Merger{}.Merge(s, mergetest.Labels(), nil) }
}

func TestTimeIsNotQuadratic(t *testing.T) {
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) { mergetest.NotQuadratic(t, merges(shape(4_000)), merges(shape(40_000))) })
	}
}

func BenchmarkTenfold(b *testing.B) {
	for name, shape := range shapes {
		b.Run(name, func(b *testing.B) { mergetest.ReportTenfold(b, merges(shape(4_000)), merges(shape(40_000))) })
	}
}

func built(n int, line func(i int, side byte) string) merge.Sides {
	side := func(of byte) []byte {
		var b strings.Builder
		for i := range n {
			b.WriteString(line(i, of))
		}
		return []byte(b.String())
	}
	return merge.Sides{Base: side('b'), Yours: side('y'), Template: side('t')}
}

func flat(n int) merge.Sides {
	return built(n, func(i int, side byte) string {
		switch {
		case side == 'y' && i%100 == 7:
			return fmt.Sprintf("key%d: mine\n", i)
		case side == 't' && i%100 == 50:
			return fmt.Sprintf("key%d: theirs\nadded%d: x\n", i, i)
		}
		return fmt.Sprintf("key%d: value\n", i)
	})
}

func oneList(n int) merge.Sides {
	s := built(n, func(i int, side byte) string {
		switch {
		case side == 'y' && i%100 == 7:
			return fmt.Sprintf("  - name: V%d\n    value: mine\n", i)
		case side == 't' && i%100 == 50:
			return fmt.Sprintf("  - name: V%d\n    value: theirs\n  - name: A%d\n", i, i)
		}
		return fmt.Sprintf("  - name: V%d\n    value: x\n", i)
	})
	return under("env:\n", s)
}

func under(head string, s merge.Sides) merge.Sides {
	return mergetest.Sides(head+string(s.Base), head+string(s.Yours), head+string(s.Template))
}

func oneLine(n int) merge.Sides {
	word := strings.Repeat("word ", n*40)
	return mergetest.Sides("a: "+word+"end\nb: 1\n", "a: "+word+"end\nb: 2\n", "a: "+word+"other\nb: 1\n")
}

func brackets(n int) merge.Sides {
	s := built(n, func(i int, side byte) string {
		switch {
		case side == 'y' && i%100 == 7:
			return fmt.Sprintf("{name: V%d, value: mine}, ", i)
		case side == 't' && i%100 == 50:
			return fmt.Sprintf("{name: V%d, value: theirs}, {name: A%d}, ", i, i)
		}
		return fmt.Sprintf("{name: V%d, value: x}, ", i)
	})
	s = under("env: [", s)
	for _, side := range []*[]byte{&s.Base, &s.Yours, &s.Template} {
		*side = append(*side, "]\n"...)
	}
	return s
}

func comments(n int) merge.Sides {
	return built(n, func(i int, side byte) string {
		text := "why"
		if side == 't' && i%100 == 50 {
			text = "why not"
		}
		if side == 'y' && i%100 == 7 {
			text = "mine"
		}
		return fmt.Sprintf("# %s\n\nkey%d: value # %s\n", text, i, text)
	})
}

func conflicts(n int) merge.Sides {
	return built(n, func(i int, side byte) string {
		if i%10 == 0 {
			return fmt.Sprintf("key%d: %c\n", i, side)
		}
		return fmt.Sprintf("key%d: value\n", i)
	})
}

func config(n int) merge.Sides {
	s := built(4*n, func(i int, side byte) string {
		if side == 't' && i%100 == 50 {
			return "    theirs\n"
		}
		return fmt.Sprintf("    line %d\n", i)
	})
	s = under("data:\n  file: |\n", s)
	s.Yours = append(bytes.Clone(s.Base), "  other: mine\n"...)
	return s
}
