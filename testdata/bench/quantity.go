package main

import (
	"fmt"
	"time"
)

// quantity is something that a sample holds, and how it is written.
type quantity struct {
	name string
	of   func(sample) float64
	show func(float64) string
}

func wallTime() quantity {
	return quantity{
		name: "time",
		of:   func(s sample) float64 { return float64(s.wall) },
		show: func(v float64) string { return milliseconds(time.Duration(v)) },
	}
}

func memory() quantity {
	return quantity{
		name: "memory",
		of:   func(s sample) float64 { return float64(s.memory) },
		show: megabytes,
	}
}

func (q quantity) all(samples []sample) []float64 {
	out := make([]float64, len(samples))
	for i, s := range samples {
		out[i] = q.of(s)
	}
	return out
}

func milliseconds(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	if ms >= 100 {
		return fmt.Sprintf("%.0f ms", ms)
	}
	return fmt.Sprintf("%.1f ms", ms)
}

// megabyte is 10^6 bytes, as in the targets.
const megabyte = 1e6

func megabytes(bytes float64) string { return fmt.Sprintf("%.1f MB", bytes/megabyte) }
