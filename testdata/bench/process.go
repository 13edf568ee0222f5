package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// sample is what one run took.
type sample struct {
	wall   time.Duration
	memory int64 // bytes resident at the peak; 0: the system does not tell
}

// process is a command to run and measure, from its start to its end.
//
// On Linux a process's peak includes what its parent occupied when it started
// it. So this program must stay small: what takes memory is left to children.
type process struct {
	dir  string // empty: this program's
	env  []string
	argv []string
	out  io.Writer // nil: what it prints goes nowhere
}

func (p process) run(ctx context.Context) (sample, error) {
	cmd := exec.CommandContext(ctx, p.argv[0], p.argv[1:]...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), p.env...)
	cmd.Stdout = p.out
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if err != nil {
		shown := append([]string{filepath.Base(p.argv[0])}, p.argv[1:]...)
		return sample{}, fmt.Errorf("%s: %w: %s", strings.Join(shown, " "), err, bytes.TrimSpace(complaint.Bytes()))
	}
	return sample{wall: wall, memory: peakMemory(cmd.ProcessState)}, nil
}
