// Command dockerfile reads a Dockerfile as BuildKit does, for tests on machines
// without a container engine.
//
//	go run . lint FILE           the linter's warnings, one a line
//	go run . steps FILE          the build's instructions, as JSON
//	go run . context FROM TO     copy what .dockerignore lets into the build
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	switch {
	case len(args) == 2 && args[0] == "lint":
		warnings, err := lint(args[1])
		for _, w := range warnings {
			fmt.Fprintln(out, w)
		}
		return err
	case len(args) == 2 && args[0] == "steps":
		steps, err := readSteps(args[1])
		if err != nil {
			return err
		}
		return json.NewEncoder(out).Encode(steps)
	case len(args) == 3 && args[0] == "context":
		return copyContext(args[1], args[2])
	}
	return fmt.Errorf("usage: dockerfile lint FILE | steps FILE | context FROM TO")
}
