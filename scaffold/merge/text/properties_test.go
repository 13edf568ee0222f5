package text

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

func TestInvariants(t *testing.T) {
	for _, s := range styles() {
		t.Run(s.name, func(t *testing.T) {
			for seed := range uint64(300) {
				requireInvariants(t, scenario(seeded(seed), s))
			}
		})
	}
}

func TestProperties(t *testing.T) {
	for _, s := range styles() {
		t.Run(s.name, func(t *testing.T) {
			for seed := range uint64(300) {
				p := seeded(seed)
				sides := scenario(p, s)
				sides.Base, sides.Yours, sides.Template = ragged(p, sides.Base), ragged(p, sides.Yours), ragged(p, sides.Template)
				requireProperties(t, sides)
			}
		})
	}
}

// ragged gives a text other line endings, or none at its end, or a byte order
// mark.
func ragged(p pick, content []byte) []byte {
	text := string(content)
	switch p(4) {
	case 0:
		text = strings.ReplaceAll(text, "\n", "\r\n")
	case 1:
		text = strings.Replace(text, "\n", "\r\n", p(10))
	}
	if p(3) == 0 {
		text = strings.TrimSuffix(text, "\n")
	}
	if p(5) == 0 {
		text = byteOrderMark + text
	}
	return []byte(text)
}

// requireProperties checks what holds to the byte, for any texts.
func requireProperties(tb testing.TB, s merge.Sides) {
	tb.Helper()
	merged := func(base, yours, template []byte) string {
		got := Merger{}.Merge(merge.Sides{Base: base, Yours: yours, Template: template}, mergetest.Labels(), nil)
		require.Empty(tb, got.Conflicts)
		return string(got.Content)
	}
	require.Equal(tb, string(s.Yours), merged(s.Base, s.Yours, s.Base), "the template changed nothing")
	require.Equal(tb, string(s.Template), merged(s.Base, s.Base, s.Template), "yours changed nothing")
	require.Equal(tb, string(s.Yours), merged(s.Base, s.Yours, s.Yours), "both are the same")
	require.Equal(tb, string(s.Yours), merged(nil, s.Yours, s.Yours), "both are the same, without a base")

	noBase := merge.Sides{Yours: s.Yours, Template: s.Template}
	require.Equal(tb, string(s.Yours), settled(noBase, merge.TakeYours), "yours throughout")
	require.Equal(tb, bodies(s.Template), bodies([]byte(settled(noBase, merge.TakeTemplate))), "the template's throughout")
}

func bodies(content []byte) []string {
	var all []string
	for _, l := range parse(content).lines {
		all = append(all, l.body)
	}
	return all
}

func TestCRLFMergesAsLFDoes(t *testing.T) {
	inCRLF := func(text []byte) []byte { return []byte(strings.ReplaceAll(string(text), "\n", "\r\n")) }
	for _, s := range styles() {
		t.Run(s.name, func(t *testing.T) {
			for seed := range uint64(300) {
				sides := scenario(seeded(seed), s)
				want := Merger{}.Merge(sides, mergetest.Labels(), nil)
				sides.Yours = inCRLF(sides.Yours)
				got := Merger{}.Merge(sides, mergetest.Labels(), nil)
				if len(sides.Yours) > 0 { // an empty text has no line endings to keep
					require.Equal(t, string(inCRLF(want.Content)), string(got.Content))
				}
				require.Equal(t, want.Conflicts, got.Conflicts)
			}
		})
	}
}

func TestSidesAreTreatedAlike(t *testing.T) {
	for _, s := range styles() {
		t.Run(s.name, func(t *testing.T) {
			for seed := range uint64(300) {
				sides := scenario(seeded(seed), s)
				there := settled(sides, merge.TakeYours)
				sides.Yours, sides.Template = sides.Template, sides.Yours
				assert.Equal(t, there, settled(sides, merge.TakeTemplate))
			}
		})
	}
}
