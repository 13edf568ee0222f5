package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// step is an instruction of a stage.
type step struct {
	Stage string // its name, or its base image
	Name  string // RUN, COPY, USER, …
	// Text is a RUN's command line, or the instruction as it stands.
	Text string
	// Sources are those of a COPY from the build's context.
	Sources []string `json:",omitempty"`
}

func readSteps(name string) ([]step, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the Dockerfile: %w", err)
	}
	parsed, err := parser.Parse(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("parsing: %w", err)
	}
	stages, _, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		return nil, fmt.Errorf("parsing: %w", err)
	}
	var steps []step
	for _, stage := range stages {
		for _, command := range stage.Commands {
			s := step{Stage: stage.Name, Name: command.Name(), Text: fmt.Sprint(command)}
			if s.Stage == "" {
				s.Stage = stage.BaseName
			}
			switch c := command.(type) {
			case *instructions.RunCommand:
				s.Text = c.CmdLine[0]
			case *instructions.CopyCommand:
				if c.From == "" {
					s.Sources = c.SourcePaths
				}
			}
			steps = append(steps, s)
		}
	}
	return steps, nil
}
