package yaml

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
)

// requireProperties checks what holds for any three texts.
func requireProperties(t testing.TB, s merge.Sides) {
	t.Helper()
	m := Merger{}
	got := m.Merge(s, mergetest.Labels(), nil)

	if s.Base != nil {
		same := m.Merge(merge.Sides{Base: s.Base, Yours: s.Yours, Template: s.Base}, mergetest.Labels(), nil)
		require.Equal(t, string(s.Yours), string(same.Content), "a template that changes nothing changes nothing")
		same = m.Merge(merge.Sides{Base: s.Base, Yours: s.Base, Template: s.Template}, mergetest.Labels(), nil)
		require.Equal(t, string(s.Template), string(same.Content), "where you changed nothing, it is the template's")
	}

	again := m.Merge(s, mergetest.Labels(), nil)
	require.Equal(t, string(got.Content), string(again.Content), "the same every time")

	marked := bytes.Contains(got.Content, []byte("<<<<<<< yours"))
	if len(got.Conflicts) > 0 {
		require.True(t, marked, "markers where there are conflicts")
	} else if !likeMarkers.Match(slices.Concat(s.Base, newline, s.Yours, newline, s.Template)) {
		require.False(t, marked, "no markers where there are none, but a side's own")
	}
	require.Empty(t, got.Settled)

	if got.Fallback == "" && readableSides(s) {
		requireStructure(t, s, got)
	}
}

// likeMarkers are lines that look like those of a conflict.
var (
	likeMarkers = regexp.MustCompile(`(?m)^(<{7}|\|{7}|={7}|>{7})`)
	newline     = []byte("\n")
)

// requireStructure checks what holds where the merge was by structure.
func requireStructure(t testing.TB, s merge.Sides, got merge.Result) {
	t.Helper()
	choices := map[merge.Choice]merge.Result{}
	for _, choice := range []merge.Choice{merge.TakeYours, merge.TakeTemplate} {
		r := Merger{}.Merge(s, mergetest.Labels(), func(merge.Conflict) merge.Choice { return choice })
		choices[choice] = r
		require.Empty(t, r.Conflicts)
		require.Len(t, r.Settled, len(got.Conflicts), "what is asked does not depend on the answers")
		src, err := read(r.Content)
		require.NoError(t, err, "the result is YAML")
		require.NoError(t, agree(src, r.Content))

		// The markers hold the same: who takes a side in them later comes to
		// the same text.
		if endsInMarker(got.Content) && !terminated(r.Content) {
			continue // the marker ended the last line for good
		}
		if likeMarkers.Match(slices.Concat(s.Base, newline, s.Yours, newline, s.Template)) {
			continue // which are the conflict's, the text does not tell
		}
		later := text.Settle(got.Content, func(merge.Conflict) merge.Choice { return choice })
		after, err := read(later)
		require.NoError(t, err, "a marked text, settled later, is YAML:\n%s", got.Content)
		require.Equal(t, src.stream.Sum, after.stream.Sum, "settled at once and settled later differ:\n%s", got.Content)
	}
	requireNothingLost(t, s, choices)
}

// requireNothingLost checks that a scalar only one side has is in a result
// where that side is taken.
func requireNothingLost(t testing.TB, s merge.Sides, choices map[merge.Choice]merge.Result) {
	t.Helper()
	base, yours, template := scalars(s.Base), scalars(s.Yours), scalars(s.Template)
	inYours, inTemplate := scalars(choices[merge.TakeYours].Content), scalars(choices[merge.TakeTemplate].Content)
	for text := range yours {
		if base[text] == 0 && template[text] == 0 {
			require.Contains(t, inYours, text, "what only yours has is lost")
		}
	}
	for text := range template {
		if base[text] == 0 && yours[text] == 0 {
			require.Contains(t, inTemplate, text, "what only the template has is lost")
		}
	}
}

// scalars counts the keys and the lines of the values in a text.
func scalars(content []byte) map[string]int {
	found := map[string]int{}
	src, err := read(content)
	if err != nil {
		return found
	}
	var visit func(n *structure.Node)
	visit = func(n *structure.Node) {
		if n.Kind == structure.Scalar {
			for line := range strings.SplitSeq(n.Text, "\n") { // a text may merge by line
				found[line]++
			}
		}
		for _, e := range slices.All(n.Entries) {
			if e.Key != "" {
				found["key "+e.Key]++
			}
			visit(e.Value)
		}
	}
	visit(src.stream)
	return found
}
