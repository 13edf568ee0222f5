package json

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// FuzzMerge checks on any bytes: without a change on one side the other side
// is the result; nothing panics; and what is merged by key is JSON.
func FuzzMerge(f *testing.F) {
	f.Add([]byte(`{"a": 1, "b": [1, 2]}`), []byte(`{"a": 2, "b": [1, 2, 3]}`), []byte("{\n\t\"a\": 1,\n\t\"b\": [0, 1, 2],\n\t\"c\": {}\n}\n"))
	f.Add([]byte(`{"panels": [{"id": 1}, {"id": 2}]}`), []byte(`{"panels": [{"id": 1, "x": 1}, {"id": 2}]}`), []byte("{\n  \"panels\": [\n    {\"id\": 2},\n    {\"id\": 1}\n  ]\n}"))
	f.Add([]byte(`{"x": {"a": 1}}`), []byte(`{"x": {"a": 2}}`), []byte(`{"x": {}}`))
	f.Add([]byte(`{"a": 1}`), []byte(`{"a": 1e999}`), []byte(`{"b": 1, "a": 1}`)) // no float64 holds it
	f.Add([]byte("{ // c\n}"), []byte("{\"a\": \"\\ud800\",}"), []byte("\ufeff[\"\xff\"]"))
	f.Fuzz(func(t *testing.T, base, yours, template []byte) {
		requireProperties(t, append([]byte{}, base...), yours, template, func(*testing.T, string) {})
	})
}

// FuzzEdits makes up trees and edits from the input, so that most of them are
// merged by key. Then every value that only one side added has to be in the
// result or in a conflict.
func FuzzEdits(f *testing.F) {
	for seed := range byte(6) {
		f.Add(bytes.Repeat([]byte{seed * 37, 11, seed, 200, 5, seed * 3, 91}, 30))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		requireEditsMerge(t, fromBytes(input))
	})
}

func TestEdits(t *testing.T) {
	byKey, all := 0, 0
	for seed := range uint64(4_000) {
		merged, structural := requireEditsMerge(t, rand.New(rand.NewPCG(seed, 5)).IntN)
		if merged {
			all++
		}
		if structural {
			byKey++
		}
	}
	t.Logf("%d of %d merged by key", byKey, all)
	require.Greater(t, all, 1_000)
	require.Greater(t, byKey, all*95/100)
}

// requireEditsMerge makes up three texts and merges them. It tells whether both
// sides changed something, and whether that was merged by key.
func requireEditsMerge(t *testing.T, p pick) (merged, byKey bool) {
	base := madeUp(p, 3)
	yours, template := edited(p, base), edited(p, base)
	b, y, tm := written(p, base), written(p, yours), written(p, template)
	s := merge.Sides{Base: b, Yours: y, Template: tm}
	_, found := s.OneSided()
	byKey = !found && Merger{}.Merge(s, mergetest.Labels(), nil).Fallback == ""
	requireProperties(t, b, y, tm, func(t *testing.T, shown string) {
		for _, word := range append(words(y), words(tm)...) {
			if !bytes.Contains(b, []byte(word)) {
				require.Contains(t, shown, word)
			}
		}
	})
	return !found, byKey
}

// requireProperties checks what holds for any texts. check gets the result of
// each way to settle conflicts, and it together with all conflicts in one text.
func requireProperties(t *testing.T, base, yours, template []byte, check func(t *testing.T, shown string)) {
	merged := func(b, y, tm []byte, d merge.Decide) merge.Result {
		return Merger{}.Merge(merge.Sides{Base: b, Yours: y, Template: tm}, mergetest.Labels(), d)
	}
	require.Equal(t, string(yours), string(merged(base, yours, base, nil).Content))
	require.Equal(t, string(template), string(merged(base, base, template, nil).Content))
	require.Equal(t, string(yours), string(merged(nil, yours, yours, nil).Content))
	if _, found := (merge.Sides{Base: base, Yours: yours, Template: template}).OneSided(); found {
		return
	}
	for _, choice := range []merge.Choice{merge.Leave, merge.TakeYours, merge.TakeTemplate, merge.TakeBoth} {
		got := merged(base, yours, template, func(merge.Conflict) merge.Choice { return choice })
		if got.Fallback != "" {
			continue
		}
		shown := string(got.Content)
		for _, c := range append(got.Conflicts, got.Settled...) {
			shown += c.Yours + c.Template
		}
		if len(got.Conflicts) == 0 {
			require.True(t, json.Valid(bytes.TrimPrefix(got.Content, []byte(byteOrderMark))), "%s", got.Content)
		}
		check(t, shown)
	}
}

// words are the strings in made-up texts.
func words(content []byte) []string {
	return strings.FieldsFunc(string(content), func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'z') })
}

// pick draws a number below n.
type pick func(n int) int

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

// tree is a made-up value: a word, or entries with or without keys.
type tree struct {
	word    string
	keyed   bool
	keys    []string
	entries []*tree
}

func madeUp(p pick, depth int) *tree {
	kind := p(4)
	if depth == 0 {
		kind = 0
	}
	switch kind {
	case 0:
		return &tree{word: fmt.Sprintf("w%d", p(30))}
	default:
		t := &tree{keyed: kind != 1}
		for i := range p(4) {
			t.keys = append(t.keys, fmt.Sprintf("k%d", i))
			t.entries = append(t.entries, madeUp(p, depth-1))
		}
		return t
	}
}

// edited is a copy of a tree with some changes.
func edited(p pick, t *tree) *tree {
	out := &tree{word: t.word, keyed: t.keyed}
	for i, e := range t.entries {
		switch p(8) {
		case 0: // gone
		case 1:
			out.keys, out.entries = append(out.keys, t.keys[i]), append(out.entries, &tree{word: fmt.Sprintf("n%d", p(250))})
		case 2:
			key := fmt.Sprintf("a%d", p(250))
			out.keys, out.entries = append(out.keys, key, t.keys[i]), append(out.entries, madeUp(p, 1), edited(p, e))
		default:
			out.keys, out.entries = append(out.keys, t.keys[i]), append(out.entries, edited(p, e))
		}
	}
	if t.entries != nil && p(5) == 0 {
		out.keys, out.entries = append(out.keys, fmt.Sprintf("z%d", p(250))), append(out.entries, madeUp(p, 1))
	}
	if n := len(out.entries); n > 1 && p(6) == 0 {
		out.keys[0], out.keys[n-1] = out.keys[n-1], out.keys[0]
		out.entries[0], out.entries[n-1] = out.entries[n-1], out.entries[0]
	}
	return out
}

// written is a tree as JSON, its containers on one line or on several.
func written(p pick, t *tree) []byte {
	unit := []string{"  ", "\t", "    "}[p(3)]
	var write func(t *tree, indent string) string
	write = func(t *tree, indent string) string {
		if t.entries == nil && t.word != "" {
			return fmt.Sprintf("%q", t.word)
		}
		inner, gap, tail := "\n"+indent+unit, ",\n"+indent+unit, "\n"+indent
		if p(3) == 0 || len(t.entries) == 0 {
			inner, gap, tail = "", ", ", ""
		}
		var parts []string
		seen := map[string]bool{}
		for i, e := range t.entries {
			text := write(e, indent+unit)
			if t.keyed {
				if seen[t.keys[i]] {
					continue
				}
				seen[t.keys[i]] = true
				text = fmt.Sprintf("%q: %s", t.keys[i], text)
			}
			parts = append(parts, text)
		}
		open, end := "[", "]"
		if t.keyed {
			open, end = "{", "}"
		}
		return open + inner + strings.Join(parts, gap) + tail + end
	}
	return []byte(write(t, "") + "\n")
}
