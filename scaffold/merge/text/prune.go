package text

// How far prune looks around a frequent line, how many of the lines around
// it must be without any counterpart for it to go, and from how many
// counterparts on a line counts as frequent at the most.
const (
	pruneWindow = 100
	pruneShare  = 4
	pruneCap    = 1024
)

// rarity is how well a line is suited for finding the place where two texts
// agree.
type rarity uint8

const (
	absent   rarity = iota // the other text does not have it
	telling                // the other text has it a few times
	frequent               // the other text has it all over, like a blank line
)

// prune returns the lines worth searching: those that the other text has,
// without the frequent ones that stand amid lines it does not have. It keeps
// the search short when a text was rewritten, and keeps a stray blank line or
// bracket from tearing a rewritten block apart.
func prune(a, b []int32, inA, inB span, vocabulary int) (keptA, keptB []int) {
	countA, countB := tally(a, vocabulary), tally(b, vocabulary)
	return worthwhile(a, inA, countB), worthwhile(b, inB, countA)
}

func tally(ids []int32, vocabulary int) []int32 {
	count := make([]int32, vocabulary)
	for _, id := range ids {
		count[id]++
	}
	return count
}

func worthwhile(ids []int32, in span, counterparts []int32) []int {
	limit := int32(min(roughRoot(len(ids)), pruneCap))
	kinds := make([]rarity, in.to-in.from)
	for i, id := range of(in, ids) {
		switch n := counterparts[id]; {
		case n >= limit:
			kinds[i] = frequent
		case n > 0:
			kinds[i] = telling
		}
	}
	kept := make([]int, 0, len(kinds))
	for i, kind := range kinds {
		if kind == telling || kind == frequent && !amidAbsent(kinds, i) {
			kept = append(kept, in.from+i)
		}
	}
	return kept
}

// amidAbsent tells whether the frequent line i stands in a run of frequent and
// absent lines that has absent ones on both sides of it, and enough of them.
func amidAbsent(kinds []rarity, i int) bool {
	absentBefore, frequentBefore := census(kinds, i, -1)
	if absentBefore == 0 {
		return false
	}
	absentAfter, frequentAfter := census(kinds, i, 1)
	if absentAfter == 0 {
		return false
	}
	// The line itself counts once for each side.
	frequents := frequentBefore + frequentAfter + 2
	return frequents*pruneShare < frequents+absentBefore+absentAfter
}

// census counts the lines beside line i, up to the next telling one.
func census(kinds []rarity, i, step int) (absents, frequents int) {
	for k := 1; k <= pruneWindow; k++ {
		at := i + k*step
		if at < 0 || at >= len(kinds) || kinds[at] == telling {
			break
		}
		if kinds[at] == absent {
			absents++
		} else {
			frequents++
		}
	}
	return absents, frequents
}

// roughRoot is a power of two near the square root of n, at most twice it.
func roughRoot(n int) int {
	root := 1
	for ; n > 0; n /= 4 {
		root *= 2
	}
	return root
}
