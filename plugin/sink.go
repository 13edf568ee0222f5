package plugin

import (
	"fmt"
	"io"

	"k8s.io/cli-runtime/pkg/printers"
)

// sink remembers that what a command prints did not arrive, as on a disk that is
// full: nobody who prints a table looks after each line.
type sink struct {
	to  io.Writer
	err error
}

// sinkFor is a sink before what is no terminal, and else nil: a terminal keeps
// being one only by itself.
func sinkFor(out io.Writer) *sink {
	if printers.IsTerminal(out) {
		return nil
	}
	return &sink{to: out}
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.to.Write(p)
	if err != nil && s.err == nil {
		s.err = err
	}
	return n, err
}

// failed is the error of what did not arrive.
func (s *sink) failed() error {
	if s == nil || s.err == nil {
		return nil
	}
	return fmt.Errorf("what the command did is done, but not all it printed arrived: %w", s.err)
}
