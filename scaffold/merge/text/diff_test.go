package text

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

func TestDiff(t *testing.T) {
	tests := []struct {
		name string
		a, b string // a letter is a line
		want []hunk
	}{
		{"equal", "abc", "abc", nil},
		{"both empty", "", "", nil},
		{"all new", "", "ab", []hunk{{span{0, 0}, span{0, 2}}}},
		{"all gone", "ab", "", []hunk{{span{0, 2}, span{0, 0}}}},
		{"nothing in common", "ab", "xyz", []hunk{{span{0, 2}, span{0, 3}}}},
		{"one replaced", "abc", "axc", []hunk{{span{1, 2}, span{1, 2}}}},
		{"one inserted", "abc", "abxc", []hunk{{span{2, 2}, span{2, 3}}}},
		{"two places", "abcde", "xbcdy", []hunk{{span{0, 1}, span{0, 1}}, {span{4, 5}, span{4, 5}}}},
		{"a repeated line goes down", "abbc", "abbbc", []hunk{{span{3, 3}, span{3, 4}}}},
		{"a repeated block goes down", "abxabyz", "abxabxabyz", []hunk{{span{5, 5}, span{5, 8}}}},
		{"blocks that meet become one", "axbxc", "axc", []hunk{{span{2, 4}, span{2, 2}}}},
		{"a block stays where it faces one of the other text", "agxxz", "axxxz", []hunk{{span{1, 2}, span{1, 2}}}},
		{"a stray frequent line does not tear a rewritten block", "<abcd-efgh-ijkl-mnop-----", "<ABCD-EFGH-IJKL-MNOP-----",
			[]hunk{{span{1, 20}, span{1, 20}}}},
		{"too little around a frequent line to leave it out", "<abc-def----", "<ABC-DEF----",
			[]hunk{{span{1, 4}, span{1, 4}}, {span{5, 8}, span{5, 8}}}},
		{"just enough around it", "<abcd-efg----", "<ABCD-EFG----", []hunk{{span{1, 9}, span{1, 9}}}},
		{"a frequent line at the end of a rewritten block stays", "<abcdefg-xy----", "<ABCDEFG-xz----",
			[]hunk{{span{1, 8}, span{1, 8}}, {span{10, 11}, span{10, 11}}}},
		{"a frequent line at the beginning of one, too", "<yx-abcdefg----", "<zx-ABCDEFG----",
			[]hunk{{span{1, 2}, span{1, 2}}, {span{4, 11}, span{4, 11}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			known := vocabulary{}
			a, b := known.number(letters(tt.a)), known.number(letters(tt.b))
			got := diff(a, b, len(known))
			requireEditsFit(t, a, b, got)
			assert.Equal(t, tt.want, got)
		})
	}
}

// A block that joined another one on its way down is placed anew: what it faced
// alone, further up, it no longer can.
func TestSlideForgetsWhatABlockFacedBeforeItJoinedAnother(t *testing.T) {
	//                   s      g     x      x      e
	other := []bool{false, true, false, false, false}
	text := vocabulary{}.number(letters("sxxxyxe"))
	edited := []bool{false, true, false, false, true, true, false}
	slide(text, edited, other)
	assert.Equal(t, []bool{false, false, false, true, true, true, false}, edited)
}

func letters(text string) []line {
	var all []line
	for l := range strings.SplitSeq(text, "") {
		all = append(all, line{body: l, end: lf})
	}
	return all
}

// Texts that differ in very many places are where the shortest edits take a
// time that grows with the square of the length: minutes, here.
func TestRewrittenTextsStayQuick(t *testing.T) {
	const lines, limit = 100_000, 20 * time.Second
	random := rand.New(rand.NewPCG(1, 2))
	texts := map[string]func() []string{
		"the same lines in any order": func() []string {
			text := uniqueText(func(int) int { return lines })
			random.Shuffle(lines, func(i, j int) { text[i], text[j] = text[j], text[i] })
			return text
		},
		"a few lines in any order": func() []string {
			text := make([]string, lines)
			for i := range text {
				text[i] = repeatedLine(random.IntN)
			}
			return text
		},
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			s := merge.Sides{Base: joined(text()), Yours: joined(text()), Template: joined(text())}
			start := time.Now()
			Merger{}.Merge(s, mergetest.Labels(), nil)
			assert.Less(t, time.Since(start), limit)
			v := read(s)
			requireEditsFit(t, v.base.ids, v.yours.ids, diff(v.base.ids, v.yours.ids, v.vocabulary))
		})
	}
}
