package text

import "math"

// side walks the edits of one side of a merge.
type side struct {
	left   []hunk
	passed int // how many lines the side has more than base after the regions placed
	taken  int // the same after the hunks taken
}

func (s *side) more() bool { return len(s.left) > 0 }

// start is the line of base at which the next edit begins.
func (s *side) start() int {
	if !s.more() {
		return math.MaxInt
	}
	return s.left[0].old.from
}

// take passes the next edit and returns the line of base at which it ends.
func (s *side) take() int {
	h := s.left[0]
	s.left = s.left[1:]
	s.taken = h.new.to - h.old.to
	return h.old.to
}

// place finds the lines of this side that stand for lines of base, given that
// all edits up to there are taken.
func (s *side) place(base span) span {
	at := span{base.from + s.passed, base.to + s.taken}
	s.passed = s.taken
	return at
}
