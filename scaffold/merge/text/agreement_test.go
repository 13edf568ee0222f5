package text

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// Where the merger decides otherwise than git is told, with examples, in
// docs/decisions/0002-text-merge-against-git.md.
func TestAgreesWithGit(t *testing.T) {
	const cases, wanted = 1000, 0.99
	for _, s := range styles() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			g := newGit(t)
			agreed, same, clean := 0, 0, 0
			for seed := range uint64(cases) {
				sides := scenario(seeded(seed), s)
				got := Merger{}.Merge(sides, mergetest.Labels(), nil)
				want, conflicts := g.merge(t, sides)
				if conflicts == 0 {
					clean++
				}
				equal := string(got.Content) == want
				if equal {
					same++
				} else {
					requireExplained(t, g, sides, want)
				}
				if (len(got.Conflicts) == 0) == (conflicts == 0) && (conflicts > 0 || equal) {
					agreed++
				}
			}
			t.Logf("of %d merges, %d of them clean in git: same verdict and same clean text %.2f %%, same bytes throughout %.2f %%",
				cases, clean, 100*float64(agreed)/cases, 100*float64(same)/cases)
			assert.GreaterOrEqual(t, float64(agreed)/cases, wanted)
			assert.Greater(t, clean, cases/4, "too few clean merges to say anything")
			assert.Greater(t, cases-clean, cases/4, "too few conflicts to say anything")
		})
	}
}

// Texts that differ in so many places that the search runs out of patience are
// still aligned much like git aligns them.
func TestAlignsLikeGitWhenOutOfPatience(t *testing.T) {
	const cases, wanted = 20, 0.9
	g := newGit(t)
	same := 0
	for seed := range uint64(cases) {
		p := seeded(seed)
		words := []int{20, 200, 1000}[p(3)]
		text := func() []byte {
			lines := make([]string, 1500+p(1500))
			for i := range lines {
				lines[i] = fmt.Sprintf("word %d", p(words))
			}
			return joined(lines)
		}
		s := merge.Sides{Base: text(), Yours: text(), Template: []byte{}}
		g.merge(t, s)
		v := read(s)
		got := diff(v.base.ids, v.yours.ids, v.vocabulary)
		requireEditsFit(t, v.base.ids, v.yours.ids, got)
		if slices.Equal(g.alignment(t, "yours"), got) {
			same++
		}
	}
	t.Logf("%d of %d pairs of texts aligned the same", same, cases)
	assert.GreaterOrEqual(t, float64(same)/cases, wanted)
}
