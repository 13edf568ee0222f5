package templates_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRunningServiceAnswers starts each stage's service and asks it what a
// user, a cluster and a Prometheus ask.
func TestRunningServiceAnswers(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		t.Parallel()
		p := startService(t, stage, settings(stage))
		for _, test := range []struct {
			name string
			run  func(*testing.T, *process)
		}{
			{"requests", answersRequests},
			{"problems", answersProblems},
			{"request id", echoesTheRequestID},
			{"health", tellsItsHealth},
			{"metrics", countsByRoute},
			{"log", logsRequests},
		} {
			t.Run(test.name, func(t *testing.T) { test.run(t, p) })
		}
		if took, err := p.stop(t); assert.NoError(t, err) {
			t.Logf("stopped in %s", took)
		}
		assert.NotEmpty(t, p.entries(t, "stopped"))
	})
}

func answersRequests(t *testing.T, p *process) {
	a := call(t, http.MethodGet, p.app, "/v1/hello?name=you")
	assert.Equal(t, http.StatusOK, a.StatusCode)
	assert.Equal(t, "application/json", a.Header.Get("Content-Type"))
	assert.JSONEq(t, `{"message":"hello, you"}`, a.body)
}

// answersProblems asks for what there is not: errors are documents, too.
func answersProblems(t *testing.T, p *process) {
	for _, test := range []struct {
		method, path string
		code         int
	}{
		{http.MethodGet, "/no/such/path/4711", http.StatusNotFound},
		{http.MethodGet, "/metrics", http.StatusNotFound}, // not for users
		{http.MethodGet, "/healthz", http.StatusNotFound},
		{http.MethodDelete, "/v1/hello", http.StatusMethodNotAllowed},
		{"BREW", "/v1/hello", http.StatusMethodNotAllowed},
	} {
		a := call(t, test.method, p.app, test.path)
		assert.Equal(t, test.code, a.StatusCode, "%s %s", test.method, test.path)
		assert.Equal(t, "application/problem+json", a.Header.Get("Content-Type"))
		var problem struct {
			Title     string
			Status    int
			RequestID string `json:"request_id"`
		}
		require.NoError(t, json.Unmarshal([]byte(a.body), &problem))
		assert.Equal(t, test.code, problem.Status)
		assert.Equal(t, http.StatusText(test.code), problem.Title)
		assert.Equal(t, a.Header.Get("X-Request-Id"), problem.RequestID)
		if test.code == http.StatusMethodNotAllowed {
			assert.Equal(t, "GET, HEAD", a.Header.Get("Allow"))
		}
	}
}

// echoesTheRequestID holds that an id is kept, made where there is none, and
// never a way to smuggle anything.
func echoesTheRequestID(t *testing.T, p *process) {
	assert.Equal(t, "from-the-caller.1", call(t, http.MethodGet, p.app, "/v1/hello", "X-Request-Id", "from-the-caller.1").Header.Get("X-Request-Id"))
	for _, given := range []string{"", "a b", `{"x":1}`, strings.Repeat("x", 65)} {
		assert.Regexp(t, `^[0-9a-f]{32}$`, call(t, http.MethodGet, p.app, "/v1/hello", "X-Request-Id", given).Header.Get("X-Request-Id"))
	}
}

func tellsItsHealth(t *testing.T, p *process) {
	for _, path := range []string{"/healthz", "/readyz"} {
		a := call(t, http.MethodGet, p.admin, path)
		assert.Equal(t, http.StatusOK, a.StatusCode)
		assert.JSONEq(t, `{"status":"ok"}`, a.body)
	}
}

// countsByRoute holds that metrics have the names that rules and dashboards
// read, and that no caller can invent a label value.
func countsByRoute(t *testing.T, p *process) {
	metrics := func() string {
		a := call(t, http.MethodGet, p.admin, "/metrics")
		require.Equal(t, http.StatusOK, a.StatusCode)
		return a.body
	}
	count := regexp.MustCompile(`(?m)^http_requests_total\{code="200",method="GET",route="/v1/hello"\} (\d+)$`)
	require.Regexp(t, count, metrics())
	before := count.FindStringSubmatch(metrics())[1]
	call(t, http.MethodGet, p.app, "/v1/hello?name=metrics")
	after := metrics()
	assert.NotEqual(t, before, count.FindStringSubmatch(after)[1])

	for _, line := range []string{
		`http_requests_total{code="404",method="GET",route="unmatched"} `,
		`http_requests_total{code="405",method="other",route="unmatched"} `,
		`http_request_duration_seconds_bucket{code="200",method="GET",route="/v1/hello",le="+Inf"} `,
		`http_requests_in_flight 0`,
		`service_build_info{service="orders",version="1.2.3"} 1`,
		`go_build_info{`,
		`process_start_time_seconds `,
	} {
		assert.Contains(t, after, "\n"+line)
	}
	routes := []string{}
	for _, found := range regexp.MustCompile(`route="([^"]*)"`).FindAllStringSubmatch(after, -1) {
		routes = append(routes, found[1])
	}
	slices.Sort(routes)
	assert.Equal(t, []string{"/v1/hello", "unmatched"}, slices.Compact(routes))
}

// logsRequests holds that the log is JSON, says what happened and ties lines
// together.
func logsRequests(t *testing.T, p *process) {
	const trace = "0af7651916cd43dd8448eb211c80319c"
	call(t, http.MethodGet, p.app, "/v1/hello?token=hunter2",
		"X-Request-Id", "tied-together", "Traceparent", "00-"+trace+"-b7ad6b7169203331-01", "Authorization", "Bearer hunter2")
	entry := p.waitForLog(t, "request", "request_id", "tied-together")
	for field, want := range map[string]any{
		"level": "INFO", "service": "orders", "method": "GET", "path": "/v1/hello", "route": "/v1/hello",
		"code": 200.0, "trace_id": trace,
	} {
		assert.Equal(t, want, entry[field], field)
	}
	assert.Contains(t, entry, "time")
	assert.Contains(t, entry, "duration_ms")
	assert.NotContains(t, strings.Join(p.log(), "\n"), "hunter2")
}
