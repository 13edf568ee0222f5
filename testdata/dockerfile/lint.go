package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// lint parses a Dockerfile with all of the linter's rules on that look at
// instructions.
func lint(name string) ([]string, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the Dockerfile: %w", err)
	}
	parsed, err := parser.Parse(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("parsing: %w", err)
	}
	var warnings []string
	for _, w := range parsed.Warnings {
		warnings = append(warnings, w.Short)
	}
	rules := linter.New(&linter.Config{
		Warn: func(rule, _, _, message string, at []parser.Range) {
			line := 0
			if len(at) > 0 {
				line = at[0].Start.Line
			}
			warnings = append(warnings, fmt.Sprintf("%d: %s: %s", line, rule, message))
		},
	})
	if _, _, err := instructions.Parse(parsed.AST, rules); err != nil {
		return warnings, fmt.Errorf("parsing: %w", err)
	}
	return warnings, nil
}
