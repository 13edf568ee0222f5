package mergetest

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// Measured runs something some times, and returns the shortest time on a
// processor and what it allocates.
func Measured(rounds int, run func()) (time.Duration, uint64) {
	best := time.Duration(math.MaxInt64)
	var before, after runtime.MemStats
	for range rounds {
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := CPUTime()
		run()
		best = min(best, CPUTime()-start)
		runtime.ReadMemStats(&after)
	}
	return best, after.TotalAlloc - before.TotalAlloc
}

// tenfold is how many times as long a merge of a text takes that is ten times as
// large: the best of some rounds, of which the first that is good enough ends the
// search. Both texts have to be so large that they fit no cache.
func tenfold(rounds int, enough float64, small, large func()) float64 {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // its share depends on the heap of the day
	short, long := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
	for range rounds {
		some, _ := Measured(3, small)
		more, _ := Measured(2, large)
		short, long = min(short, some), min(long, more)
		if long.Seconds() <= enough*short.Seconds() {
			break
		}
	}
	return long.Seconds() / short.Seconds()
}

// NotQuadratic fails where a text ten times as large takes more than forty times
// as long; what is quadratic takes a hundred. How near it comes to ten depends on
// the machine's caches and on who else uses them: ReportTenfold measures that.
func NotQuadratic(t *testing.T, small, large func()) {
	t.Helper()
	if times := tenfold(5, 40, small, large); times > 40 {
		t.Fatalf("%.1f times as long", times)
	}
}

// ReportTenfold adds to a benchmark's figures how many times as long a text takes
// that is ten times as large. Twelve is what is promised.
func ReportTenfold(b *testing.B, small, large func()) {
	b.Helper()
	for b.Loop() {
		large()
	}
	b.ReportMetric(tenfold(10, 12, small, large), "tenfold/time")
}
