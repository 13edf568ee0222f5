package main

import (
	"context"
	"fmt"
	"time"
)

// side is one of the two programs of a comparison. Each run prepares what it
// needs and measures; only the measured part is in the sample.
type side struct {
	label string
	run   func(context.Context) (sample, error)
}

// comparison measures two sides in turn, A B A B, so that a busy or throttled
// machine touches both alike.
type comparison struct {
	name string
	a, b side
	// times multiplies the number of runs, for what takes milliseconds.
	times   int
	targets []target
}

// target is the most that A may take of a quantity: as a multiple of B, or by
// itself where there is a limit.
type target struct {
	quantity quantity
	most     float64
	limit    time.Duration
}

// compare measures, after one run of each side to warm up, and returns a line
// for each target.
func (b *bench) compare(ctx context.Context, c comparison) ([]line, error) {
	runs := b.runs * max(c.times, 1)
	b.say("%s: %s against %s, %d runs each", c.name, c.a.label, c.b.label, runs)
	as, bs := make([]sample, 0, runs), make([]sample, 0, runs)
	for i := range runs + 1 {
		x, err := c.a.run(ctx)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.a.label, err)
		}
		y, err := c.b.run(ctx)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.b.label, err)
		}
		if i > 0 {
			as, bs = append(as, x), append(bs, y)
		}
	}
	var lines []line
	for _, t := range c.targets {
		lines = append(lines, newLine(c, t, as, bs))
	}
	return lines, nil
}
