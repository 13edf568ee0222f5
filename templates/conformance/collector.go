package conformance

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"google.golang.org/protobuf/encoding/protowire"
)

// collector receives spans by OTLP over HTTP, as protobuf. It reads the few
// fields that the contract is about, so it needs no OpenTelemetry library.
type collector struct {
	url string

	mu    sync.Mutex
	spans []span
}

// span is what the clauses look at. Ids are in hex.
type span struct {
	trace, id, parent, name string
	kind                    uint64
	attributes              []string // names
	service                 string   // service.name of its resource
}

// Kinds of spans, as OTLP numbers them.
const (
	kindServer = 2
	kindClient = 3
)

func newCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.Equal(t, "/v1/traces", r.URL.Path)
		assert.Equal(t, "application/x-protobuf", r.Header.Get("Content-Type"))
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, resourceSpans := range messages(body, 1) {
			service := ""
			for _, resource := range messages(resourceSpans, 1) {
				service = stringAttribute(resource, "service.name")
			}
			for _, scopeSpans := range messages(resourceSpans, 2) {
				for _, m := range messages(scopeSpans, 2) {
					c.spans = append(c.spans, readSpan(m, service))
				}
			}
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(server.Close)
	c.url = server.URL
	return c
}

// ofTrace are the spans of a trace and a kind that have arrived.
func (c *collector) ofTrace(trace string, kind uint64) []span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(c.spans), func(s span) bool { return s.trace != trace || s.kind != kind })
}

// count is the number of traces that have arrived.
func (c *collector) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	traces := map[string]bool{}
	for _, s := range c.spans {
		traces[s.trace] = true
	}
	return len(traces)
}

func readSpan(m []byte, service string) span {
	s := span{service: service}
	fields(m, func(number protowire.Number, value []byte, scalar uint64) {
		switch number {
		case 1:
			s.trace = hex.EncodeToString(value)
		case 2:
			s.id = hex.EncodeToString(value)
		case 4:
			s.parent = hex.EncodeToString(value)
		case 5:
			s.name = string(value)
		case 6:
			s.kind = scalar
		}
	})
	for _, attribute := range messages(m, 9) {
		for _, key := range messages(attribute, 1) {
			s.attributes = append(s.attributes, string(key))
		}
	}
	return s
}

// stringAttribute is the value of a resource's attribute.
func stringAttribute(resource []byte, name string) string {
	for _, attribute := range messages(resource, 1) {
		if key := messages(attribute, 1); len(key) == 1 && string(key[0]) == name {
			for _, value := range messages(attribute, 2) {
				for _, text := range messages(value, 1) {
					return string(text)
				}
			}
		}
	}
	return ""
}

// messages are the values of a field that has a length: strings and messages.
func messages(m []byte, wanted protowire.Number) [][]byte {
	var out [][]byte
	fields(m, func(number protowire.Number, value []byte, _ uint64) {
		if number == wanted && value != nil {
			out = append(out, value)
		}
	})
	return out
}

// fields goes over a message's fields, as far as it is well-formed.
func fields(m []byte, each func(number protowire.Number, value []byte, scalar uint64)) {
	for len(m) > 0 {
		number, kind, n := protowire.ConsumeTag(m)
		if n < 0 {
			return
		}
		m = m[n:]
		switch kind {
		case protowire.BytesType:
			value, n := protowire.ConsumeBytes(m)
			if n < 0 {
				return
			}
			each(number, value, 0)
			m = m[n:]
		case protowire.VarintType:
			scalar, n := protowire.ConsumeVarint(m)
			if n < 0 {
				return
			}
			each(number, nil, scalar)
			m = m[n:]
		default:
			n := protowire.ConsumeFieldValue(number, kind, m)
			if n < 0 {
				return
			}
			m = m[n:]
		}
	}
}
