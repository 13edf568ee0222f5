package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// measureStart measures from the start of a service's process until it says
// that it is ready.
func measureStart(ctx context.Context, b *bench) ([]line, error) {
	const most = 100 * time.Millisecond
	g, err := b.generate(ctx, "start")
	if err != nil {
		return nil, err
	}
	b.say("start: a service's start until it is ready, %d runs", 3*b.runs)
	var took []float64
	for range 3*b.runs + 1 {
		begin := time.Now()
		r, err := startServer(ctx, g.binary)
		if err != nil {
			return nil, err
		}
		err = ready(ctx, r.admin)
		took = append(took, float64(time.Since(begin)))
		r.kill()
		if err != nil {
			return nil, err
		}
	}
	is := time.Duration(median(took[1:])) // the first one warms up
	return []line{{name: "start", a: "a service's start until /readyz", medianA: milliseconds(is),
		target: "<= " + milliseconds(most), verdict: verdict(is <= most)}}, nil
}

func ready(ctx context.Context, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("asking whether it is ready: %w", err)
	}
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return fmt.Errorf("asking whether it is ready: %w", err)
		}
		if err := answer.Body.Close(); err != nil {
			return fmt.Errorf("asking whether it is ready: %w", err)
		}
		if answer.StatusCode == http.StatusOK {
			return nil
		}
	}
	return fmt.Errorf("%s does not get ready", address)
}
