package text

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// pick draws a number below n, from a random source or from fuzz input.
type pick func(n int) int

func seeded(seed uint64) pick {
	return rand.New(rand.NewPCG(seed, 17)).IntN
}

// fromBytes draws from fuzz input, and nothing but 0 when that is used up.
func fromBytes(input []byte) pick {
	return func(n int) int {
		if len(input) == 0 {
			return 0
		}
		drawn := int(input[0]) % n
		input = input[1:]
		return drawn
	}
}

// style is a kind of text to try merges on.
type style struct {
	name string
	text func(pick) []string
	line func(pick) string // a line as an edit may bring it in
}

func styles() []style {
	return []style{
		{"few lines that repeat", repeatedText, repeatedLine},
		{"manifests", manifestText, manifestLine},
		{"unique lines", uniqueText, func(p pick) string { return fmt.Sprintf("new %d", p(40)) }},
	}
}

func repeatedLine(p pick) string { return []string{"a", "b", "c", "d", "", ""}[p(6)] }

func repeatedText(p pick) []string {
	text := make([]string, p(25))
	for i := range text {
		text[i] = repeatedLine(p)
	}
	return text
}

func uniqueText(p pick) []string {
	text := make([]string, p(40))
	for i := range text {
		text[i] = fmt.Sprintf("line %d", i)
	}
	return text
}

func manifestText(p pick) []string {
	text := []string{"apiVersion: apps/v1", "kind: Deployment", "metadata:", "  name: orders", "  labels:",
		"    app: orders", "spec:", fmt.Sprintf("  replicas: %d", p(3)), "  template:", "    spec:", "      containers:"}
	for i := range 1 + p(3) {
		text = append(text, fmt.Sprintf("        - name: c%d", i), "          image: registry/orders:1", "          env:")
		for range p(4) {
			text = append(text, fmt.Sprintf("            - name: VAR%d", p(6)), `              value: "true"`)
		}
		if p(2) == 0 {
			text = append(text, "          resources:", "            limits:", "              memory: 256Mi",
				"            requests:", "              memory: 256Mi", "")
		}
	}
	return text
}

func manifestLine(p pick) string {
	return []string{
		"", "            - name: VAR0", "            - name: VAR7", `              value: "true"`,
		`              value: "false"`, "              memory: 256Mi", "              memory: 512Mi", "          env:",
		"          image: registry/orders:2", "            limits:", "    tier: backend", "# a comment",
	}[p(12)]
}

// scenario makes up three texts: a base, and two that come from it by edits,
// some of them the same on both sides.
func scenario(p pick, s style) merge.Sides {
	base := s.text(p)
	common := base
	if p(3) == 0 {
		common = edit(p, s, common)
	}
	yours, template := common, common
	for range p(5) {
		yours = edit(p, s, yours)
	}
	for range p(5) {
		template = edit(p, s, template)
	}
	return merge.Sides{Base: joined(base), Yours: joined(yours), Template: joined(template)}
}

// edit inserts, deletes, replaces, repeats or moves up to three lines.
func edit(p pick, s style, text []string) []string {
	fresh := make([]string, 1+p(3))
	for i := range fresh {
		fresh[i] = s.line(p)
	}
	from := p(len(text) + 1)
	to := min(from+len(fresh), len(text))
	block := slices.Clone(text[from:to])
	switch p(5) {
	case 0:
		return slices.Insert(slices.Clone(text), from, fresh...)
	case 1:
		return slices.Delete(slices.Clone(text), from, to)
	case 2:
		return slices.Replace(slices.Clone(text), from, to, fresh...)
	case 3:
		return slices.Insert(slices.Clone(text), from, block...)
	default:
		rest := slices.Delete(slices.Clone(text), from, to)
		return slices.Insert(rest, p(len(rest)+1), block...)
	}
}

func joined(text []string) []byte {
	if len(text) == 0 {
		return []byte{}
	}
	return []byte(strings.Join(text, "\n") + "\n")
}
