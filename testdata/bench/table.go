package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// line is a result, as the table shows it.
type line struct {
	name, a, b      string
	medianA         string
	medianB         string
	ratio, pairs    string
	target, verdict string
}

func newLine(c comparison, t target, as, bs []sample) line {
	a, b := t.quantity.all(as), t.quantity.all(bs)
	each := ratios(a, b)
	ratio := median(a) / median(b)
	most, met := fmt.Sprintf("<= %.4g", t.most), ratio <= t.most
	if t.limit > 0 {
		most, met = "<= "+milliseconds(t.limit), median(a) <= float64(t.limit)
	}
	return line{
		name: c.name + ", " + t.quantity.name, a: c.a.label, b: c.b.label,
		medianA: t.quantity.show(median(a)), medianB: t.quantity.show(median(b)),
		ratio:  fmt.Sprintf("%.2f", ratio),
		pairs:  fmt.Sprintf("%.2f-%.2f", slices.Min(each), slices.Max(each)),
		target: most, verdict: verdict(met),
	}
}

func verdict(met bool) string {
	if met {
		return "met"
	}
	return "missed"
}

// printTable prints medians, their ratio, and the least and greatest ratio of
// two runs next to each other.
func printTable(out io.Writer, lines []line) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(cells ...string) { fmt.Fprintln(w, strings.Join(cells, "\t")) }
	row("", "A", "MEDIAN", "B", "MEDIAN", "A/B", "PAIRS", "TARGET", "")
	for _, l := range lines {
		row(l.name, l.a, l.medianA, l.b, l.medianB, l.ratio, l.pairs, l.target, l.verdict)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("printing the table: %w", err)
	}
	return nil
}
