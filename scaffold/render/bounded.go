package render

import (
	"fmt"
	"strings"
)

// Bounds on what one call of a function may make.
const (
	maxCount = 10_000  // items of a list
	maxText  = 1 << 20 // bytes of a text
)

// bounded are sprig's functions that make much of little, each up to a bound.
// They give a template's author a clear error; what is made by many calls is
// left to the bounds on output, memory and time.
var bounded = map[string]any{
	"until":     until,
	"untilStep": untilStep,
	"seq":       seq,
	"repeat":    repeat,
	"indent":    indent,
	"nindent": func(spaces int, text string) (string, error) {
		out, err := indent(spaces, text)
		return "\n" + out, err
	},
	"replace": replace,
}

func until(count int) ([]int, error) {
	step := 1
	if count < 0 {
		step = -1
	}
	return untilStep(0, count, step)
}

func untilStep(start, stop, step int) ([]int, error) {
	var distance uint64 // to the last that is before stop
	switch {
	case step > 0 && stop > start:
		distance = uint64(stop) - uint64(start) - 1
	case step < 0 && stop < start:
		distance = uint64(start) - uint64(stop) - 1
	default:
		return []int{}, nil
	}
	return count(start, step, distance)
}

// count goes from start in steps, up to a distance. It computes each number from
// start, since one after the last need not exist.
func count(start, step int, distance uint64) ([]int, error) {
	length := uint64(step)
	if step < 0 {
		length = -length
	}
	more := distance / length
	if more >= maxCount {
		return nil, fmt.Errorf("it would take %d steps, and %d is the most", more, maxCount)
	}
	list := make([]int, more+1)
	for i := range list {
		list[i] = start + i*step
	}
	return list, nil
}

// seq counts as the command of that name does: seq LAST, seq FIRST LAST, seq
// FIRST STEP LAST.
func seq(params ...int) (string, error) {
	first, step, last := 1, 1, 0
	switch len(params) {
	case 1:
		last = params[0]
	case 2:
		first, last = params[0], params[1]
	case 3:
		first, step, last = params[0], params[1], params[2]
	default:
		return "", nil
	}
	if len(params) < 3 && last < first {
		step = -1
	}
	if step == 0 || step > 0 && last < first || step < 0 && last > first {
		return "", nil
	}
	distance := uint64(last) - uint64(first)
	if step < 0 {
		distance = -distance
	}
	list, err := count(first, step, distance)
	return strings.Trim(fmt.Sprint(list), "[]"), err
}

func tooLong(n int) error {
	return fmt.Errorf("it would make a text of %d bytes, and %d is the most", n, maxText)
}

func repeat(count int, text string) (string, error) {
	switch {
	case count < 0:
		return "", fmt.Errorf("a text cannot be repeated %d times", count)
	case len(text) > 0 && count > maxText/len(text):
		return "", fmt.Errorf("it would make a text of %d times %d bytes, and %d is the most", count, len(text), maxText)
	}
	return strings.Repeat(text, count), nil
}

func indent(spaces int, text string) (string, error) {
	lines := strings.Count(text, "\n") + 1
	if spaces < 0 || spaces > maxText/lines {
		return "", fmt.Errorf("%d lines cannot be indented by %d", lines, spaces)
	}
	pad := strings.Repeat(" ", spaces)
	return pad + strings.ReplaceAll(text, "\n", "\n"+pad), nil
}

func replace(old, with, text string) (string, error) {
	if grows := len(with) - len(old); grows > 0 {
		if n := len(text) + grows*strings.Count(text, old); n > maxText {
			return "", tooLong(n)
		}
	}
	return strings.ReplaceAll(text, old, with), nil
}
