package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
)

// What one run of a throughput comparison sends: little, since many short runs
// in turn bear more noise than a few long ones.
const (
	connections      = 8
	requestsEach     = 1500
	throughputWorker = "work-requests"
)

// measureMiddleware compares a service with the same handler on a bare server,
// without the platform around it: no timeouts, no log. What the clients need
// counts on both sides; it is as little as can be.
func measureMiddleware(ctx context.Context, b *bench, l language) ([]line, error) {
	g, err := b.generate(ctx, "middleware", l)
	if err != nil {
		return nil, err
	}
	full, err := b.startServer(ctx, g.service)
	if err != nil {
		return nil, err
	}
	defer full.kill()
	bare, err := b.startServer(ctx, g.bare)
	if err != nil {
		return nil, err
	}
	defer bare.kill()
	return b.compare(ctx, comparison{
		name:    fmt.Sprintf("middleware, %s, %d requests", l.name, connections*requestsEach),
		a:       side{"a critical service", b.requests(full.addr)},
		b:       side{"the same handler, bare", b.requests(bare.addr)},
		times:   5,
		targets: []target{{quantity: wallTime(), most: l.overhead}},
	})
}

func (b *bench) requests(address string) func(context.Context) (sample, error) {
	return process{argv: []string{b.self, throughputWorker, address}}.run
}

// sendRequests is the worker: it keeps connections busy, one request after the
// other in each, and does little else, since it shares the machine with what it
// measures.
func sendRequests(ctx context.Context, args []string, _ io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: %s ADDRESS", throughputWorker)
	}
	var group sync.WaitGroup
	errs := make(chan error, connections)
	for range connections {
		group.Go(func() { errs <- sendEach(ctx, args[0]) })
	}
	group.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func sendEach(ctx context.Context, address string) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("connecting: %w", err)
	}
	defer conn.Close()
	request := []byte("GET /v1/hello?name=bench HTTP/1.1\r\nHost: bench\r\n\r\n")
	answers := bufio.NewReader(conn)
	for range requestsEach {
		if _, err := conn.Write(request); err != nil {
			return fmt.Errorf("sending: %w", err)
		}
		if err := readAnswer(answers); err != nil {
			return fmt.Errorf("reading: %w", err)
		}
	}
	return nil
}

const lengthHeader = "Content-Length:"

// readAnswer reads a response of which the length is said.
func readAnswer(r *bufio.Reader) error {
	length := 0
	for first := true; ; first = false {
		text, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		switch header := string(text); {
		case first && !strings.HasPrefix(header, "HTTP/1.1 200 "):
			return fmt.Errorf("the answer is %s", strings.TrimSpace(header))
		case len(header) > len(lengthHeader) && strings.EqualFold(header[:len(lengthHeader)], lengthHeader):
			if length, err = strconv.Atoi(strings.TrimSpace(header[len(lengthHeader):])); err != nil {
				return err
			}
		case header == "\r\n":
			_, err := r.Discard(length)
			return err
		}
	}
}
