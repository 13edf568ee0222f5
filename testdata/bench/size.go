package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
)

// What the binary may weigh, plain and compressed.
const (
	mostBytes      = 50 * megabyte
	mostCompressed = 16 * megabyte
)

// measureSize weighs the plugin.
func measureSize(_ context.Context, b *bench) ([]line, error) {
	f, err := os.Open(b.plugin)
	if err != nil {
		return nil, fmt.Errorf("opening the plugin: %w", err)
	}
	defer f.Close()
	var compressed counter
	zip, err := gzip.NewWriterLevel(&compressed, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("compressing: %w", err)
	}
	plain, err := io.Copy(zip, f)
	if err != nil {
		return nil, fmt.Errorf("compressing: %w", err)
	}
	if err := zip.Close(); err != nil {
		return nil, fmt.Errorf("compressing: %w", err)
	}
	weight := func(what string, is, most float64) line {
		return line{name: "size", a: what, medianA: megabytes(is), target: "<= " + megabytes(most), verdict: verdict(is <= most)}
	}
	return []line{
		weight("kubectl-svc", float64(plain), mostBytes),
		weight("kubectl-svc, gzip -9", float64(compressed), mostCompressed),
	}, nil
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
