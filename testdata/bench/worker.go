package main

import (
	"context"
	"io"
)

// The first argument that makes this program do a piece of work, to be
// measured as a process of its own, in place of measuring.
const (
	copyWorker  = "work-copy"
	mergeWorker = "work-merge"
)

func workers() map[string]func(ctx context.Context, args []string, out io.Writer) error {
	return map[string]func(context.Context, []string, io.Writer) error{
		copyWorker:       copyDurably,
		mergeWorker:      mergeAll,
		throughputWorker: sendRequests,
		populateWorker:   populate,
	}
}
