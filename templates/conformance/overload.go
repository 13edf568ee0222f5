package conformance

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
)

// limitsConcurrency holds that more work than the service takes is refused at
// once, and that the cluster still gets its answers.
func limitsConcurrency(t *testing.T, x Target) {
	p, d := x.start(t, "MAX_IN_FLIGHT=2"), newDependency(t)
	d.hold()
	path := "/probe/call?" + url.Values{"dependency": {"slow"}, "url": {d.url}}.Encode()
	served := make(chan int, 2)
	for range 2 {
		go func() {
			a, err := try(t, http.MethodGet, p.App, path, "")
			if err != nil {
				served <- 0
				return
			}
			served <- a.StatusCode
		}()
	}
	d.waitForCalls(t, 2)
	over := p.get(t, "/probe/items/7")
	if !x.atLeast("critical") {
		assert.Equal(t, http.StatusOK, over.StatusCode)
		return
	}
	isProblem(t, over, http.StatusServiceUnavailable)
	assert.Equal(t, "1", over.Header.Get("Retry-After"))
	for _, path := range []string{"/healthz", "/readyz"} {
		assert.Equal(t, http.StatusOK, Call(t, http.MethodGet, p.Admin, path, "").StatusCode)
	}
	for _, line := range []string{
		`http_requests_total{code="503",method="GET",route="/probe/items/{id}"} 1`,
		`http_requests_in_flight_limit 2`,
		`http_requests_in_flight 2`,
	} {
		assert.Contains(t, p.metrics(t), "\n"+line)
	}
	d.release()
	for range 2 {
		assert.Equal(t, http.StatusOK, <-served, "what was taken is finished")
	}
	assert.Equal(t, http.StatusOK, p.get(t, "/probe/items/7").StatusCode)
}
