package conformance

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Limits of the contract.
const (
	maxBody       = 1 << 20
	headerTimeout = 5 * time.Second
	bodyTimeout   = 15 * time.Second
	answerTimeout = 30 * time.Second
	// cutsLate is how much later than promised a slow client may be cut off.
	cutsLate = 15 * time.Second
)

// answersProblems asks for what there is not: errors are documents, too.
func answersProblems(t *testing.T, x Target) {
	p := x.start(t)
	for _, test := range []struct {
		method, path string
		code         int
	}{
		{http.MethodGet, "/no/such/path/4711", http.StatusNotFound},
		{http.MethodGet, "/metrics", http.StatusNotFound}, // the admin port's, and not for users
		{http.MethodGet, "/healthz", http.StatusNotFound},
		{http.MethodDelete, "/probe/items/7", http.StatusMethodNotAllowed},
		{"PROPFIND", "/probe/items/7", http.StatusMethodNotAllowed},
		{http.MethodGet, "/probe/panic", http.StatusInternalServerError},
	} {
		a := Call(t, test.method, p.App, test.path, "")
		isProblem(t, a, test.code)
		if test.code == http.StatusMethodNotAllowed {
			assert.Contains(t, a.Header.Get("Allow"), "GET", "%s %s", test.method, test.path)
		}
	}
	a := p.get(t, "/probe/items/7")
	assert.Equal(t, http.StatusOK, a.StatusCode)
	assert.Equal(t, "application/json", a.Header.Get("Content-Type"))
	assert.JSONEq(t, `{"id":"7"}`, a.Text)
}

// carriesTheRequestID holds that an id is kept, made where there is none, and
// never a way to smuggle anything.
func carriesTheRequestID(t *testing.T, x Target) {
	p := x.start(t)
	id := func(given string) string {
		return p.get(t, "/probe/items/7", "X-Request-Id", given).Header.Get("X-Request-Id")
	}
	assert.Equal(t, "from-the_caller.1", id("from-the_caller.1"))
	made := map[string]bool{}
	for _, given := range []string{"", "a b", `{"x":1}`, strings.Repeat("x", 65)} {
		got := id(given)
		assert.Regexp(t, `^[0-9a-f]{32}$`, got, "for %q", given)
		made[got] = true
	}
	assert.Len(t, made, 4, "each request has an id of its own")
}

// readsBodies holds the limit of a body and what becomes of one that does not
// parse.
func readsBodies(t *testing.T, x Target) {
	p := x.start(t)
	echo := func(body string) Answer { return Call(t, http.MethodPost, p.App, "/probe/echo", body) }
	a := echo(`{"text":"hello"}`)
	assert.Equal(t, http.StatusOK, a.StatusCode)
	assert.JSONEq(t, `{"text":"hello"}`, a.Text)
	isProblem(t, echo(`{"text":`), http.StatusBadRequest)
	isProblem(t, echo(`{"text":"a"} {"text":"b"}`), http.StatusBadRequest)

	fits := strings.Repeat("x", maxBody-len(`{"text":""}`))
	assert.Equal(t, http.StatusOK, echo(`{"text":"`+fits+`"}`).StatusCode)
	isProblem(t, echo(`{"text":"`+fits+`x"}`), http.StatusRequestEntityTooLarge)
	assert.Equal(t, http.StatusOK, p.get(t, "/probe/items/7").StatusCode)
}

// survivesAPanic holds that a bug in a handler costs one request, is logged,
// and is counted as what it was.
func survivesAPanic(t *testing.T, x Target) {
	p := x.start(t)
	isProblem(t, p.get(t, "/probe/panic", "X-Request-Id", "panicked"), http.StatusInternalServerError)
	entry := p.WaitForLog(t, "panic", "request_id", "panicked")
	assert.Equal(t, "ERROR", entry["level"])
	assert.Contains(t, entry["error"], "probe")
	assert.NotEmpty(t, entry["stack"])
	request := p.WaitForLog(t, "request", "request_id", "panicked")
	assert.Equal(t, "ERROR", request["level"])
	assert.EqualValues(t, 500, request["code"])
	assert.Contains(t, p.metrics(t), `http_requests_total{code="500",method="GET",route="/probe/panic"} 1`)

	// Once the answer has begun there is no other way than to break it off.
	_, err := try(t, http.MethodGet, p.App, "/probe/panic?after=header", "")
	assert.Error(t, err, "half an answer was passed off as a whole one")
	assert.Equal(t, http.StatusOK, p.get(t, "/probe/items/7").StatusCode)
}

// cutsSlowClients holds that nobody can tie connections up by sending slowly.
func cutsSlowClients(t *testing.T, x Target) {
	p := x.start(t)
	for name, test := range map[string]struct {
		sent string
		most time.Duration
	}{
		"header": {"GET /probe/items/7 HTTP/1.1\r\nHost: x\r\nX-Slow", headerTimeout},
		"body":   {"POST /probe/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{", bodyTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := dial(t, p.App)
			start := time.Now()
			_, err := fmt.Fprint(conn, test.sent)
			require.NoError(t, err)
			require.NoError(t, conn.SetReadDeadline(start.Add(test.most+cutsLate)))
			answer, err := io.ReadAll(bufio.NewReader(conn))
			require.NoError(t, err, "still connected after %s", time.Since(start))
			assert.GreaterOrEqual(t, time.Since(start), test.most-100*time.Millisecond)
			assert.NotContains(t, string(answer), " 200 ")
		})
	}
}

// cutsSlowReaders holds that nobody can keep a place by not reading, and that an
// answer that comes too late for anybody to read counts as none.
func cutsSlowReaders(t *testing.T, x Target) {
	const size = 64 << 20 // more than the kernel takes for a client that does not read
	late := x.start(t)
	_, err := fmt.Fprintf(dial(t, late.App), "GET /probe/hang?seconds=%d HTTP/1.1\r\nHost: x\r\n\r\n", answerTimeout/time.Second+2)
	require.NoError(t, err)
	p := x.start(t)
	conn := dial(t, p.App)
	start := time.Now()
	_, err = fmt.Fprintf(conn, "GET /probe/bytes?count=%d HTTP/1.1\r\nHost: x\r\nX-Request-Id: slow-reader\r\n\r\n", size)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return inFlight(t, p) == "1" }, patience, 10*time.Millisecond)
	require.Eventually(t, func() bool { return inFlight(t, p) == "0" }, answerTimeout+cutsLate, 100*time.Millisecond, "it waits for ever")
	assert.GreaterOrEqual(t, time.Since(start), answerTimeout-time.Second)
	p.WaitForLog(t, "request", "request_id", "slow-reader")
	got, _ := io.Copy(io.Discard, conn) // reset, or ended early
	assert.Less(t, got, int64(size))
	assert.EqualValues(t, http.StatusInternalServerError, late.WaitForLog(t, "request")["code"])
}

// tellsWhoDidNotWait holds that a client that goes away is no failure of the
// service, and that nothing more is asked of a dependency for it.
func tellsWhoDidNotWait(t *testing.T, x Target) {
	p, d := x.start(t), newDependency(t)
	d.hold()
	conn := dial(t, p.App)
	_, err := fmt.Fprintf(conn, "GET /probe/call?dependency=slow&url=%s HTTP/1.1\r\nHost: x\r\n\r\n", d.url)
	require.NoError(t, err)
	d.waitForCalls(t, 1)
	require.NoError(t, conn.Close())
	entry := p.WaitForLog(t, "request")
	p.WaitForLog(t, "the call failed")
	assert.Equal(t, 1, d.count(), "the call was repeated for nobody")
	assert.EqualValues(t, 499, entry["code"])
	assert.Equal(t, "INFO", entry["level"])
	assert.Contains(t, p.metrics(t), "\n"+`http_requests_total{code="499",method="GET",route="/probe/call"} 1`)
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(2*patience)))
	return conn
}
