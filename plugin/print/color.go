// Package print is how things look: summaries, diffs and tables for people.
package print

import (
	"fmt"
	"io"

	"k8s.io/cli-runtime/pkg/printers"
)

// palette colours text where the writer is a terminal that shows colour.
type palette struct{ on bool }

func paletteFor(w io.Writer) palette { return palette{on: printers.AllowsColorOutput(w)} }

func (p palette) paint(code, text string) string {
	if !p.on {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p palette) bold(s string) string   { return p.paint("1", s) }
func (p palette) dim(s string) string    { return p.paint("2", s) }
func (p palette) red(s string) string    { return p.paint("31", s) }
func (p palette) green(s string) string  { return p.paint("32", s) }
func (p palette) yellow(s string) string { return p.paint("33", s) }
func (p palette) cyan(s string) string   { return p.paint("36", s) }

// Count is a number with its noun: "1 file", "2 files".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
