package facts

import (
	"context"
	"regexp"
	"strings"
	"time"
)

// ReadinessFile is the production readiness review that a team fills in.
const ReadinessFile = "docs/readiness-review.md"

// Readiness is what the review says of itself.
type Readiness struct {
	File     string    `cel:"file" doc:"where it is; empty where there is none"`
	Reviewer string    `cel:"reviewer" doc:"what stands behind 'Reviewed by:'"`
	Reviewed time.Time `cel:"reviewed" doc:"the date behind 'Reviewed on:', at the start of that day in UTC"`
	Dated    bool      `cel:"dated" doc:"whether such a date is there"`
	Open     []string  `cel:"open" doc:"the questions whose box is not ticked"`
}

var (
	reviewField = regexp.MustCompile(`(?i)^[-*\s]*\**reviewed (on|by):?\**:?\s*(.*)$`)
	openBox     = regexp.MustCompile(`^\s*[-*+] \[ \]\s*(.*)$`)
)

func readiness(_ context.Context, s *Set) (any, error) {
	content, ok, err := s.read(ReadinessFile)
	if err != nil || !ok {
		return Readiness{Open: []string{}}, err
	}
	r := Readiness{File: ReadinessFile, Open: []string{}}
	for line := range strings.Lines(string(content)) {
		line = strings.TrimRight(line, "\r\n")
		if m := openBox.FindStringSubmatch(line); m != nil {
			r.Open = append(r.Open, m[1])
		}
		m := reviewField.FindStringSubmatch(line)
		switch {
		case m == nil:
		case strings.EqualFold(m[1], "by"):
			r.Reviewer = strings.TrimSpace(m[2])
		default:
			day, err := time.Parse(time.DateOnly, strings.TrimSpace(m[2]))
			r.Reviewed, r.Dated = day, err == nil
		}
	}
	return r, nil
}
