package conformance

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// dependency is a server that the service calls.
type dependency struct {
	url string

	mu     sync.Mutex
	calls  []*http.Request
	at     []time.Time
	answer func(call int) int // the status of the nth call; the first is 1
	held   chan struct{}      // calls wait until it is closed
}

func newDependency(t *testing.T) *dependency {
	t.Helper()
	d := &dependency{answer: func(int) int { return http.StatusOK }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		d.calls = append(d.calls, r)
		d.at = append(d.at, time.Now())
		code, held := d.answer(len(d.calls)), d.held
		d.mu.Unlock()
		if held != nil {
			select {
			case <-held:
			case <-r.Context().Done():
			}
		}
		w.WriteHeader(code)
	}))
	t.Cleanup(func() {
		d.release()
		server.Close()
	})
	d.url = server.URL
	return d
}

// answers has the dependency answer so from now on.
func (d *dependency) answers(answer func(call int) int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answer = answer
}

// always is an answer that stays the same.
func always(code int) func(int) int { return func(int) int { return code } }

// hold keeps calls waiting until release.
func (d *dependency) hold() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.held = make(chan struct{})
}

func (d *dependency) release() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.held != nil {
		close(d.held)
		d.held = nil
	}
}

func (d *dependency) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.calls)
}

func (d *dependency) times() []time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.at)
}

func (d *dependency) last(t *testing.T) *http.Request {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	require.NotEmpty(t, d.calls, "the dependency was not called")
	return d.calls[len(d.calls)-1]
}

func (d *dependency) waitForCalls(t *testing.T, n int) {
	t.Helper()
	require.Eventually(t, func() bool { return d.count() >= n }, patience, 5*time.Millisecond, "%d calls", n)
}

// tellsWhoCalls holds that a dependency sees the request's id.
func tellsWhoCalls(t *testing.T, x Target) {
	p, d := x.start(t), newDependency(t)
	got := p.callThrough(t, "GET", "backend", d.url, "X-Request-Id", "told")
	assert.Equal(t, http.StatusOK, got.Code)
	assert.Equal(t, "told", d.last(t).Header.Get("X-Request-Id"))
}

// givesUpWaiting holds that a dependency that hangs costs seconds, not the
// request.
func givesUpWaiting(t *testing.T, x Target) {
	p, d := x.start(t), newDependency(t)
	d.hold()
	start := time.Now()
	got := p.callThrough(t, "GET", "hanging", d.url)
	assert.Zero(t, got.Code)
	assert.NotEmpty(t, got.Error)
	assert.Less(t, time.Since(start), 15*time.Second)
}

// retries holds which calls are repeated, how often, and that the waits are
// random.
func retries(t *testing.T, x Target) {
	p := x.start(t)
	attempts := 3
	if !x.atLeast("rapid") {
		attempts = 1
	}
	for name, test := range map[string]struct {
		method string
		code   int
		want   int
	}{
		"unavailable":          {"GET", http.StatusServiceUnavailable, attempts},
		"bad gateway":          {"PUT", http.StatusBadGateway, attempts},
		"post":                 {"POST", http.StatusServiceUnavailable, 1},
		"the caller's mistake": {"GET", http.StatusBadRequest, 1},
		"a bug over there":     {"GET", http.StatusInternalServerError, 1},
	} {
		d := newDependency(t)
		d.answers(always(test.code))
		got := p.callThrough(t, test.method, name, d.url)
		assert.Equal(t, test.code, got.Code, name)
		assert.Equal(t, test.want, d.count(), name)
	}

	if !x.atLeast("rapid") {
		return
	}
	d := newDependency(t)
	d.answers(func(call int) int {
		if call < 3 {
			return http.StatusServiceUnavailable
		}
		return http.StatusOK
	})
	assert.Equal(t, http.StatusOK, p.callThrough(t, "GET", "recovering", d.url).Code)

	// The pauses of a call are drawn from 0 to 50 ms and from 0 to 100 ms. Clients
	// that fail together must not come back together, all after 150 ms: of 16
	// calls one is done well before, or there is no jitter.
	shortest := time.Hour
	for range 16 {
		d := newDependency(t)
		d.answers(always(http.StatusServiceUnavailable))
		p.callThrough(t, "GET", "jitter-"+d.url, d.url)
		at := d.times()
		require.Len(t, at, 3)
		shortest = min(shortest, at[2].Sub(at[0]))
	}
	assert.Less(t, shortest, 110*time.Millisecond)
}

// boundsItsRetries holds that retries add little to a dependency that is in
// trouble: a burst of ten, then one call in ten.
func boundsItsRetries(t *testing.T, x Target) {
	if !x.atLeast("rapid") {
		return
	}
	const calls = 60
	p, d := x.start(t), newDependency(t)
	d.answers(always(http.StatusServiceUnavailable))
	for range calls {
		p.callThrough(t, "GET", "in-trouble", d.url)
	}
	assert.LessOrEqual(t, d.count(), calls+10+calls/10)
}

// breaksTheCircuit holds that a dependency that fails is left alone, that the
// metrics and the log tell, and that one call at a time finds out whether it
// is back.
func breaksTheCircuit(t *testing.T, x Target) {
	const calls, least = 40, 10
	p, d := x.start(t), newDependency(t)
	d.answers(always(http.StatusInternalServerError))
	for range calls {
		p.callThrough(t, "GET", "failing", d.url)
	}
	if !x.atLeast("critical") {
		assert.Equal(t, calls, d.count())
		return
	}
	assert.Equal(t, least, d.count(), "the dependency was left alone after that many failures")
	start := time.Now()
	refused := p.callThrough(t, "GET", "failing", d.url)
	assert.Zero(t, refused.Code)
	assert.Less(t, time.Since(start), time.Second, "an open circuit costs no time")
	for _, line := range []string{
		`dependency_requests_total{code="500",dependency="failing"} 10`,
		`dependency_circuit_state{dependency="failing"} 2`,
		`dependency_request_duration_seconds_count{dependency="failing"} 10`,
	} {
		assert.Contains(t, p.metrics(t), "\n"+line)
	}
	assert.Equal(t, "open", p.WaitForLog(t, "circuit", "dependency", "failing")["state"])
	assert.Equal(t, http.StatusOK, p.callThrough(t, "GET", "other", newDependency(t).url).Code, "dependencies fail one by one")

	d.answers(always(http.StatusOK))
	require.Eventually(t, func() bool {
		return p.callThrough(t, "GET", "failing", d.url).Code == http.StatusOK
	}, patience, 250*time.Millisecond, "the circuit stays open")
	assert.GreaterOrEqual(t, time.Since(start), 4*time.Second, "the dependency was given time")
	assert.Contains(t, p.metrics(t), "\n"+`dependency_circuit_state{dependency="failing"} 0`)
}

// inFlight is the value of http_requests_in_flight.
func inFlight(t *testing.T, p *Process) string {
	t.Helper()
	found := regexp.MustCompile(`\nhttp_requests_in_flight (\S+)\n`).FindStringSubmatch(p.metrics(t))
	require.NotNil(t, found)
	return found[1]
}
