package text

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// requireInvariants checks what holds for every merge whatever the alignment.
// The texts hold no lines that look like markers.
func requireInvariants(tb testing.TB, s merge.Sides) {
	tb.Helper()
	v := read(s)
	byYours := diff(v.base.ids, v.yours.ids, v.vocabulary)
	byTemplate := diff(v.base.ids, v.template.ids, v.vocabulary)
	requireEditsFit(tb, v.base.ids, v.yours.ids, byYours)
	requireEditsFit(tb, v.base.ids, v.template.ids, byTemplate)

	left := Merger{}.Merge(s, mergetest.Labels(), nil)
	allYours := settled(s, merge.TakeYours)
	allTemplate := settled(s, merge.TakeTemplate)

	// With each conflict settled for one side, the result holds all lines of
	// that side in their order, but for those that the other side removed; and
	// no line more often than that side has it and the other one added it.
	requireHeld(tb, "yours", allYours, untouched(v.base, v.yours, byYours, byTemplate))
	requireHeld(tb, "template", allTemplate, untouched(v.base, v.template, byTemplate, byYours))
	requireNothingInvented(tb, allYours, v.yours, v.template, byTemplate)
	requireNothingInvented(tb, allTemplate, v.template, v.yours, byYours)

	// The markers can be parsed, hold what the conflicts say, and taking one
	// part of each comes to the same as having settled them.
	asYours, asTemplate, conflicts := unmark(tb, string(left.Content))
	require.Equal(tb, plain(parse([]byte(allYours)).lines), asYours)
	require.Equal(tb, plain(parse([]byte(allTemplate)).lines), asTemplate)
	require.Len(tb, conflicts, len(left.Conflicts))
	for i, c := range left.Conflicts {
		conflicts[i].Field = c.Field
		conflicts[i].Both = c.Base == "" && c.Yours != "" && c.Template != ""
		require.Equal(tb, c, conflicts[i])
		require.NotEqual(tb, c.Yours, c.Template, "nothing to choose between")
	}
	require.Len(tb, Unresolved(left.Content, s.Base, s.Yours, s.Template), 4*len(left.Conflicts))
}

func settled(s merge.Sides, choice merge.Choice) string {
	return string(Merger{}.Merge(s, mergetest.Labels(), func(merge.Conflict) merge.Choice { return choice }).Content)
}

// requireEditsFit checks that edits turn a into b, with a common line at least
// between any two.
func requireEditsFit(tb testing.TB, a, b []int32, edits []hunk) {
	tb.Helper()
	var rebuilt []int32
	done := 0
	for i, h := range edits {
		require.False(tb, h.old.empty() && h.new.empty(), "an edit without lines")
		require.True(tb, h.old.from > done || i == 0, "edits touch: %v", edits)
		rebuilt = append(rebuilt, a[done:h.old.from]...)
		require.Len(tb, rebuilt, h.new.from)
		rebuilt = append(rebuilt, of(h.new, b)...)
		done = h.old.to
	}
	rebuilt = append(rebuilt, a[done:]...)
	require.True(tb, slices.Equal(b, rebuilt), "the edits do not lead from one text to the other: %v", edits)
}

// untouched are the lines of one side without those of base that the other
// side removed.
func untouched(base, side version, bySide, byOther []hunk) []string {
	removed := make([]bool, len(base.lines))
	for _, h := range byOther {
		for i := h.old.from; i < h.old.to; i++ {
			removed[i] = true
		}
	}
	var kept []string
	inBase, inSide := 0, 0
	common := func(until int) {
		for ; inBase < until; inBase, inSide = inBase+1, inSide+1 {
			if !removed[inBase] {
				kept = append(kept, side.lines[inSide].body)
			}
		}
	}
	for _, h := range bySide {
		common(h.old.from)
		for _, l := range of(h.new, side.lines) {
			kept = append(kept, l.body)
		}
		inBase, inSide = h.old.to, h.new.to
	}
	common(len(base.lines))
	return kept
}

// requireHeld checks that a text has some lines in their order.
func requireHeld(tb testing.TB, name, content string, wanted []string) {
	tb.Helper()
	for _, l := range parse([]byte(content)).lines {
		if len(wanted) > 0 && l.body == wanted[0] {
			wanted = wanted[1:]
		}
	}
	require.Empty(tb, wanted, "lines of %s are lost in:\n%s", name, content)
}

func requireNothingInvented(tb testing.TB, content string, own, other version, byOther []hunk) {
	tb.Helper()
	count := map[string]int{}
	for _, l := range own.lines {
		count[l.body]++
	}
	for _, h := range byOther {
		for _, l := range of(h.new, other.lines) {
			count[l.body]++
		}
	}
	for _, l := range parse([]byte(content)).lines {
		count[l.body]--
		require.GreaterOrEqual(tb, count[l.body], 0, "%q is in there too often:\n%s", l.body, content)
	}
}

// unmark parses a text with conflict markers: as it is with one side's part of
// each conflict and with the other's, and the parts.
func unmark(tb testing.TB, content string) (asYours, asTemplate string, conflicts []merge.Conflict) {
	tb.Helper()
	const clean, yours, base, template = 0, 1, 2, 3
	part := clean
	var now merge.Conflict
	expect := func(want, next int) {
		require.Equal(tb, want, part, "markers out of order:\n%s", content)
		part = next
	}
	for _, l := range parse([]byte(content)).lines {
		body := l.body + "\n"
		switch {
		case body == "<<<<<<< yours\n":
			expect(clean, yours)
			now = merge.Conflict{}
		case body == "||||||| base\n":
			expect(yours, base)
		case body == "=======\n":
			expect(base, template)
		case body == ">>>>>>> template\n":
			expect(template, clean)
			conflicts = append(conflicts, now)
		case part == clean:
			asYours, asTemplate = asYours+body, asTemplate+body
		case part == yours:
			asYours, now.Yours = asYours+body, now.Yours+body
		case part == base:
			now.Base += body
		case part == template:
			asTemplate, now.Template = asTemplate+body, now.Template+body
		}
	}
	require.Equal(tb, clean, part, "a conflict is not closed:\n%s", content)
	return asYours, asTemplate, conflicts
}

// requireExplained checks that a result other than git's comes from aligning
// the lines otherwise, or from taking equal outcomes once, and from nothing
// else: with git's own alignment it has to be git's text, but for conflicts
// that have the same lines on both sides.
func requireExplained(tb testing.TB, g git, s merge.Sides, fromGit string) {
	tb.Helper()
	v := read(s)
	byYours, byTemplate := g.alignment(tb, "yours"), g.alignment(tb, "template")
	requireEditsFit(tb, v.base.ids, v.yours.ids, byYours)
	requireEditsFit(tb, v.base.ids, v.template.ids, byTemplate)
	replayed := v.merge(regions(byYours, byTemplate), mergetest.Labels(), nil)
	require.Equal(tb, withoutEmptyQuestions(tb, fromGit), string(replayed.Content),
		"git's alignment does not explain git's result")
}

// withoutEmptyQuestions takes out the conflicts with the same lines on both
// sides, and leaves those lines.
func withoutEmptyQuestions(tb testing.TB, content string) string {
	tb.Helper()
	_, _, conflicts := unmark(tb, content)
	for _, c := range conflicts {
		if c.Yours == c.Template {
			marked := fmt.Sprintf("<<<<<<< yours\n%s||||||| base\n%s=======\n%s>>>>>>> template\n", c.Yours, c.Base, c.Template)
			content = strings.Replace(content, marked, c.Yours, 1)
		}
	}
	return content
}
