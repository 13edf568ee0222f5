package conformance

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	traceID  = "0af7651916cd43dd8448eb211c80319c"
	parentID = "b7ad6b7169203331"
)

// parent is a caller's traceparent.
func parent(sampled bool) string {
	if sampled {
		return "00-" + traceID + "-" + parentID + "-01"
	}
	return "00-" + traceID + "-" + parentID + "-00"
}

// passesTracesOn holds that a service without a collector hands its caller's
// trace on as it came, and begins one for the logs where there is none.
func passesTracesOn(t *testing.T, x Target) {
	p := x.start(t)
	d := newDependency(t)
	p.callThrough(t, "GET", "backend", d.url, "Traceparent", parent(true), "X-Request-Id", "traced")
	assert.Equal(t, parent(true), d.last(t).Header.Get("Traceparent"))
	assert.Equal(t, traceID, p.WaitForLog(t, "request", "request_id", "traced")["trace_id"])

	for i, given := range []string{"", "00-nonsense", "00-00000000000000000000000000000000-" + parentID + "-01"} {
		id := fmt.Sprintf("untraced-%d", i)
		p.callThrough(t, "GET", "backend", d.url, "Traceparent", given, "X-Request-Id", id)
		got := d.last(t).Header.Get("Traceparent")
		require.Regexp(t, `^00-[0-9a-f]{32}-[0-9a-f]{16}-00$`, got, "nobody records it, so it is not sampled")
		assert.Equal(t, p.WaitForLog(t, "request", "request_id", id)["trace_id"], got[3:35])
	}
}

// exportsSpans holds that spans arrive at the collector, as children of the
// caller's, named by route.
func exportsSpans(t *testing.T, x Target) {
	c, d := newCollector(t), newDependency(t)
	p := x.start(t, "OTEL_EXPORTER_OTLP_ENDPOINT="+c.url)
	p.callThrough(t, "GET", "backend", d.url, "Traceparent", parent(true))
	handed := d.last(t).Header.Get("Traceparent")
	_, err := p.Stop(t) // what is not sent yet is sent before the end
	require.NoError(t, err)

	servers, clients := c.ofTrace(traceID, kindServer), c.ofTrace(traceID, kindClient)
	require.Len(t, servers, 1)
	assert.Equal(t, "GET /probe/call", servers[0].name)
	assert.Equal(t, parentID, servers[0].parent)
	assert.Equal(t, x.Name, servers[0].service)
	assert.Subset(t, servers[0].attributes, []string{"http.request.method", "url.path", "http.route", "http.response.status_code"})
	require.Len(t, clients, 1)
	assert.Equal(t, servers[0].id, clients[0].parent)
	assert.Subset(t, clients[0].attributes, []string{"http.request.method", "server.address", "http.response.status_code"})
	assert.Equal(t, "00-"+traceID+"-"+clients[0].id+"-01", handed)

	// A collector that is away costs no request and no clean end.
	alone := x.start(t, "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1")
	start := time.Now()
	alone.get(t, "/probe/items/7", "Traceparent", parent(true))
	assert.Less(t, time.Since(start), 5*time.Second)
	_, err = alone.Stop(t)
	assert.NoError(t, err)
}

// samples holds that the caller's choice counts, and how many requests are
// traced where the caller has not chosen.
func samples(t *testing.T, x Target) {
	const requests = 200
	c := newCollector(t)
	p := x.start(t, "OTEL_EXPORTER_OTLP_ENDPOINT="+c.url)
	p.get(t, "/probe/items/7", "Traceparent", parent(false))
	for range requests {
		p.get(t, "/probe/items/7")
	}
	_, err := p.Stop(t)
	require.NoError(t, err)
	assert.Empty(t, c.ofTrace(traceID, kindServer), "the caller chose not to trace it")
	if !x.atLeast("rapid") {
		assert.Equal(t, requests, c.count())
		return
	}
	// One in ten. Outside these bounds: less than once in a million runs.
	assert.Greater(t, c.count(), 2)
	assert.Less(t, c.count(), 50)

	all := newCollector(t)
	p = x.start(t, "OTEL_EXPORTER_OTLP_ENDPOINT="+all.url, "OTEL_TRACES_SAMPLER=always_on")
	for range 20 {
		p.get(t, "/probe/items/7")
	}
	_, err = p.Stop(t)
	require.NoError(t, err)
	assert.Equal(t, 20, all.count())
}
