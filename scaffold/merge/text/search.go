package text

import "math"

// leastPatience is the number of edits up to which search always finds the
// shortest way from one text to the other.
const leastPatience = 256

// search marks in found the lines that are on no shortest common path through
// the kept lines. It is Myers' algorithm in linear space: from both corners of
// the edit graph at once, splitting where the two meet.
//
// A pair of texts that differ in very many places costs too much that way. A
// search that runs out of patience is split at the furthest point it got to:
// the edits are then valid, but no longer the shortest.
func search(a, b []int32, keptA, keptB []int, found edits) {
	size := len(keptA) + len(keptB) + 3
	s := searcher{
		a: gather(a, keptA), b: gather(b, keptB),
		forward:  frontier{reach: make([]int32, size), origin: len(keptB) + 1},
		backward: frontier{reach: make([]int32, size), origin: len(keptB) + 1},
		patience: max(roughRoot(size), leastPatience),
		edited: func(x, y span) {
			for _, i := range of(x, keptA) {
				found.a[i] = true
			}
			for _, j := range of(y, keptB) {
				found.b[j] = true
			}
		},
	}
	s.solve(span{0, len(keptA)}, span{0, len(keptB)})
}

func gather(ids []int32, kept []int) []int32 {
	all := make([]int32, len(kept))
	for i, at := range kept {
		all[i] = ids[at]
	}
	return all
}

type searcher struct {
	a, b              []int32
	forward, backward frontier
	patience          int
	edited            func(a, b span)
}

// solve handles the part of the edit graph that lies between two spans.
func (s *searcher) solve(x, y span) {
	for {
		for !x.empty() && !y.empty() && s.a[x.from] == s.b[y.from] {
			x.from, y.from = x.from+1, y.from+1
		}
		for !x.empty() && !y.empty() && s.a[x.to-1] == s.b[y.to-1] {
			x.to, y.to = x.to-1, y.to-1
		}
		if x.empty() || y.empty() {
			s.edited(x, y)
			return
		}
		at := s.split(x, y)
		s.solve(span{x.from, at.x}, span{y.from, at.y})
		x.from, y.from = at.x, at.y
	}
}

// point lies between two lines of a and two of b; its diagonal is x-y.
type point struct{ x, y int }

func onDiagonal(d, x int) point { return point{x, x - d} }

// frontier is how far the paths from one corner got, by diagonal: the x of the
// furthest point on diagonal x-y.
type frontier struct {
	reach   []int32
	origin  int // index of diagonal 0
	lo, hi  int // the diagonals in use, every other one of them
	unknown int // stands for a diagonal no path has got to
}

func (f *frontier) start(diagonal, x, unknown int) {
	f.lo, f.hi, f.unknown = diagonal, diagonal, unknown
	f.set(diagonal, x)
}

func (f *frontier) at(diagonal int) int   { return int(f.reach[f.origin+diagonal]) }
func (f *frontier) set(diagonal, x int)   { f.reach[f.origin+diagonal] = int32(x) }
func (f *frontier) has(diagonal int) bool { return f.lo <= diagonal && diagonal <= f.hi }

// widen makes room for paths with one more edit, within the edit graph.
func (f *frontier) widen(least, most int) {
	if f.lo > least {
		f.lo--
		f.set(f.lo-1, f.unknown)
	} else {
		f.lo++
	}
	if f.hi < most {
		f.hi++
		f.set(f.hi+1, f.unknown)
	} else {
		f.hi--
	}
}

// split finds a point on a shortest path between two spans, or a good one when
// out of patience.
func (s *searcher) split(x, y span) point {
	least, most := x.from-y.to, x.to-y.from
	s.forward.start(x.from-y.from, x.from, -1)
	s.backward.start(x.to-y.to, x.to, math.MaxInt32)
	// The paths meet on their way forward when the number of edits is odd.
	odd := (s.forward.lo-s.backward.lo)%2 != 0
	for cost := 1; ; cost++ {
		s.forward.widen(least, most)
		for d := s.forward.hi; d >= s.forward.lo; d -= 2 {
			at := s.advance(x, y, d)
			if odd && s.backward.has(d) && s.backward.at(d) <= at {
				return onDiagonal(d, at)
			}
		}
		s.backward.widen(least, most)
		for d := s.backward.hi; d >= s.backward.lo; d -= 2 {
			at := s.retreat(x, y, d)
			if !odd && s.forward.has(d) && at <= s.forward.at(d) {
				return onDiagonal(d, at)
			}
		}
		if cost >= s.patience {
			return s.furthest(x, y)
		}
	}
}

// advance adds an edit to the forward path on diagonal d and follows it
// through the common lines behind.
func (s *searcher) advance(x, y span, d int) int {
	at := max(s.forward.at(d-1)+1, s.forward.at(d+1))
	for at < x.to && at-d < y.to && s.a[at] == s.b[at-d] {
		at++
	}
	s.forward.set(d, at)
	return at
}

// retreat is advance from the other corner.
func (s *searcher) retreat(x, y span, d int) int {
	at := min(s.backward.at(d-1), s.backward.at(d+1)-1)
	for at > x.from && at-d > y.from && s.a[at-1] == s.b[at-d-1] {
		at--
	}
	s.backward.set(d, at)
	return at
}

// furthest is the end of the path that got furthest, from either corner.
func (s *searcher) furthest(x, y span) point {
	forth, ahead := point{}, -1
	for d := s.forward.hi; d >= s.forward.lo; d -= 2 {
		p := onDiagonal(d, min(s.forward.at(d), x.to, y.to+d))
		if way := p.x - x.from + p.y - y.from; way > ahead {
			forth, ahead = p, way
		}
	}
	back, behind := point{}, -1
	for d := s.backward.hi; d >= s.backward.lo; d -= 2 {
		p := onDiagonal(d, max(s.backward.at(d), x.from, y.from+d))
		if way := x.to - p.x + y.to - p.y; way > behind {
			back, behind = p, way
		}
	}
	if ahead > behind {
		return forth
	}
	return back
}
