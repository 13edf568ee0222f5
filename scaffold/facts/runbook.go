package facts

import (
	"context"
	"slices"
	"strings"
	"unicode"
)

// RunbookFile has a section for each alert.
const RunbookFile = "docs/runbook.md"

// Runbook says what is written down for the alerts.
type Runbook struct {
	File     string   `cel:"file" doc:"where it is; empty where there is none"`
	Sections []string `cel:"sections" doc:"the anchors of its headings, as GitHub makes them"`
	Missing  []string `cel:"missing" doc:"the alerts that have no section"`
}

func runbook(_ context.Context, s *Set) (any, error) {
	content, ok, err := s.read(RunbookFile)
	if err != nil {
		return nil, err
	}
	alerts, err := s.alerts()
	if err != nil {
		return nil, err
	}
	r := Runbook{Sections: headings(string(content)), Missing: []string{}}
	if ok {
		r.File = RunbookFile
	}
	for _, a := range alerts {
		if !slices.Contains(r.Sections, anchor(a.Name)) && !slices.Contains(r.Missing, a.Name) {
			r.Missing = append(r.Missing, a.Name)
		}
	}
	return r, nil
}

// headings are the anchors of a Markdown text's headings, code blocks aside.
func headings(text string) []string {
	anchors, fenced := []string{}, false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
		}
		title := strings.TrimLeft(line, "#")
		if level := len(line) - len(title); !fenced && level >= 1 && level <= 6 && strings.HasPrefix(title, " ") {
			anchors = append(anchors, anchor(strings.TrimSpace(title)))
		}
	}
	return anchors
}

// anchor is what GitHub makes of a heading: lower case, spaces as dashes, and
// of all else only letters, digits, '-' and '_'.
func anchor(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}
