package facts

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// coverageFiles are looked at in this order: a profile of the Go tools, or
// lcov's format, which most other languages' tools write.
var coverageFiles = []string{"reports/coverage.out", "reports/lcov.info"}

// Coverage is how much of the code the tests run.
type Coverage struct {
	File    string  `cel:"file" doc:"where it is written down"`
	Percent float64 `cel:"percent" doc:"of the statements (Go) or lines (lcov), 0 to 100"`
}

func coverage(_ context.Context, s *Set) (any, error) {
	for _, name := range coverageFiles {
		content, ok, err := s.read(name)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		count := coveredLines
		if strings.HasPrefix(string(content), "mode:") {
			count = coveredStatements
		}
		hit, all, err := count(string(content))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if all == 0 {
			return nil, fmt.Errorf("%s counts nothing", name)
		}
		return Coverage{File: name, Percent: 100 * float64(hit) / float64(all)}, nil
	}
	return nil, fmt.Errorf("there is no %s", strings.Join(coverageFiles, " or "))
}

// coveredStatements reads a Go cover profile: "FILE:RANGE STATEMENTS COUNT" a
// block, which stands once for each test binary.
func coveredStatements(profile string) (hit, all int, err error) {
	statements, covered := map[string]int{}, map[string]bool{}
	line := 0
	for text := range strings.Lines(profile) {
		line++
		fields := strings.Fields(text)
		if line == 1 || len(fields) == 0 {
			continue
		}
		if len(fields) != 3 {
			return 0, 0, fmt.Errorf("line %d is no block of a cover profile", line)
		}
		n, errN := strconv.Atoi(fields[1])
		count, errCount := strconv.Atoi(fields[2])
		if errN != nil || errCount != nil || n < 0 {
			return 0, 0, fmt.Errorf("line %d is no block of a cover profile", line)
		}
		statements[fields[0]] = n
		covered[fields[0]] = covered[fields[0]] || count > 0
	}
	for block, n := range statements {
		all += n
		if covered[block] {
			hit += n
		}
	}
	return hit, all, nil
}

// coveredLines reads lcov's format: LF is the number of lines of a file, LH how
// many of them ran.
func coveredLines(info string) (hit, all int, err error) {
	line := 0
	for text := range strings.Lines(info) {
		line++
		kind, value, _ := strings.Cut(strings.TrimSpace(text), ":")
		if kind != "LF" && kind != "LH" {
			continue
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return 0, 0, fmt.Errorf("line %d: %s is no number of lines", line, value)
		}
		if kind == "LF" {
			all += n
		} else {
			hit += n
		}
	}
	return hit, all, nil
}
