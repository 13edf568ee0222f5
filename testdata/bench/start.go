package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// measureStart measures from the start of a service's process until it says
// that it is ready, beside the start of its handler without the platform.
func measureStart(ctx context.Context, b *bench, l language) ([]line, error) {
	g, err := b.generate(ctx, "start", l)
	if err != nil {
		return nil, err
	}
	return b.compare(ctx, comparison{
		name: "start, " + l.name, times: 3,
		a:       side{"a service's start until /readyz", b.starting(g.service, func(r *running) string { return r.admin + "/readyz" })},
		b:       side{"the same handler, bare", b.starting(g.bare, func(r *running) string { return r.addr + "/v1/hello" })},
		targets: []target{{quantity: wallTime(), limit: l.start}},
	})
}

// starting starts a server until it answers 200 at an address.
func (b *bench) starting(command []string, address func(*running) string) func(context.Context) (sample, error) {
	return func(ctx context.Context) (sample, error) {
		begin := time.Now()
		r, err := b.startServer(ctx, command)
		if err != nil {
			return sample{}, err
		}
		defer r.kill()
		if err := ready(ctx, address(r)); err != nil {
			return sample{}, err
		}
		return sample{wall: time.Since(begin)}, nil
	}
}

func ready(ctx context.Context, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address, nil)
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
