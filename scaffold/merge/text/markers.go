package text

import (
	"slices"
	"strings"
)

// The lines around the parts of a conflict, up to the label.
const (
	markYours    = "<<<<<<< "
	markBase     = "||||||| "
	markMiddle   = "======="
	markTemplate = ">>>>>>> "
)

// Unresolved returns the numbers (from 1) of the lines of a text that look like
// conflict markers and were not there before. A line counts as having been
// there as often as in that one of the earlier texts that has it most often:
// documents about merging hold markers, and seven equal signs underline titles.
func Unresolved(content []byte, before ...[]byte) []int {
	known := map[string]int{}
	for _, text := range before {
		count := map[string]int{}
		for _, m := range markers(text) {
			count[m.text]++
			known[m.text] = max(known[m.text], count[m.text])
		}
	}
	found := markers(content)
	// An underlined title is outside of conflicts, so those are the ones
	// accounted for first.
	slices.SortStableFunc(found, func(a, b marker) int {
		switch {
		case a.inConflict == b.inConflict:
			return 0
		case b.inConflict:
			return -1
		}
		return 1
	})
	var left []int
	for _, m := range found {
		if known[m.text] > 0 {
			known[m.text]--
			continue
		}
		left = append(left, m.number)
	}
	slices.Sort(left)
	return left
}

// marker is a line that looks like a conflict marker.
type marker struct {
	number     int
	text       string
	inConflict bool // between an opening and a closing marker, or one of them
}

func markers(content []byte) []marker {
	var all []marker
	opening := -1
	for i, l := range parse(content).lines {
		if !marks(l.body) {
			continue
		}
		all = append(all, marker{number: i + 1, text: strings.TrimSuffix(l.body, "\r")})
		switch {
		case strings.HasPrefix(l.body, markYours):
			opening = len(all) - 1
		case strings.HasPrefix(l.body, markTemplate) && opening >= 0:
			for k := opening; k < len(all); k++ {
				all[k].inConflict = true
			}
			opening = -1
		}
	}
	return all
}

func marks(body string) bool {
	return strings.HasPrefix(body, markYours) || strings.HasPrefix(body, markBase) ||
		strings.HasPrefix(body, markTemplate) || strings.TrimSuffix(body, "\r") == markMiddle
}
