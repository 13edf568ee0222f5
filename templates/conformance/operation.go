package conformance

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// answersTheCluster holds what probes and Prometheus ask for.
func answersTheCluster(t *testing.T, x Target) {
	p := x.start(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		a := Call(t, http.MethodGet, p.Admin, path, "")
		assert.Equal(t, http.StatusOK, a.StatusCode)
		assert.JSONEq(t, `{"status":"ok"}`, a.Text)
	}
	assert.Contains(t, Call(t, http.MethodGet, p.Admin, "/metrics", "").Header.Get("Content-Type"), "text/plain")
	assert.Equal(t, http.StatusNotFound, Call(t, http.MethodGet, p.Admin, "/probe/items/7", "").StatusCode, "users' routes are not on the admin port")
}

// endsItsChecks holds that a check that hangs is an answer, too.
func endsItsChecks(t *testing.T, x Target) {
	a := Call(t, http.MethodGet, x.start(t, "PROBE_HANGS=check").Admin, "/readyz", "")
	assert.Equal(t, http.StatusServiceUnavailable, a.StatusCode)
	assert.JSONEq(t, `{"status":"failed: probe"}`, a.Text)
}

// boundsItsLabels holds that metrics have the names that rules and dashboards
// read, and that no caller can invent a label value.
func boundsItsLabels(t *testing.T, x Target) {
	p := x.start(t)
	for _, path := range []string{"/probe/items/1", "/probe/items/2?x=1", "/a/path/nobody/knows", "/another"} {
		p.get(t, path)
	}
	Call(t, "PROPFIND", p.App, "/probe/items/7", "")
	metrics := p.metrics(t)
	for _, line := range []string{
		`http_requests_total{code="200",method="GET",route="/probe/items/{id}"} 2`,
		`http_requests_total{code="404",method="GET",route="unmatched"} 2`,
		`http_requests_total{code="405",method="other",route="unmatched"} 1`,
		`http_request_duration_seconds_bucket{code="200",method="GET",route="/probe/items/{id}",le="+Inf"} 2`,
		`http_request_duration_seconds_count{code="404",method="GET",route="unmatched"} 2`,
		`http_requests_in_flight 0`,
		`service_build_info{service="` + x.Name + `",version="` + x.Version + `"} 1`,
		`process_start_time_seconds `,
		`process_resident_memory_bytes `,
		`process_cpu_seconds_total `,
	} {
		assert.Contains(t, metrics, "\n"+line)
	}
	var routes []string
	for _, found := range regexp.MustCompile(`route="([^"]*)"`).FindAllStringSubmatch(metrics, -1) {
		routes = append(routes, found[1])
	}
	slices.Sort(routes)
	assert.Equal(t, []string{"/probe/items/{id}", "unmatched"}, slices.Compact(routes))
}

// logsRequests holds that the log is JSON, says what happened and ties lines
// together.
func logsRequests(t *testing.T, x Target) {
	p := x.start(t)
	answer := p.get(t, "/probe/items/7?q=not-for-the-log", "X-Request-Id", "tied-together", "Traceparent", parent(true))
	entry := p.WaitForLog(t, "request", "request_id", "tied-together")
	for field, want := range map[string]any{
		"level": "INFO", "service": x.Name, "method": "GET", "path": "/probe/items/7", "route": "/probe/items/{id}",
		"code": 200.0, "trace_id": traceID,
	} {
		assert.Equal(t, want, entry[field], field)
	}
	assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:\d\d)$`, entry["time"])
	assert.IsType(t, 0.0, entry["duration_ms"])
	assert.EqualValues(t, len(answer.Text), entry["bytes"])
	for _, method := range []string{http.MethodHead, http.MethodDelete} { // no body, and a problem
		answer := Call(t, method, p.App, "/probe/items/7", "", "X-Request-Id", method)
		assert.EqualValues(t, len(answer.Text), p.WaitForLog(t, "request", "request_id", method)["bytes"], method)
	}
	assert.NotContains(t, strings.Join(p.Log(), "\n"), "not-for-the-log")

	quiet := x.start(t, "LOG_LEVEL=debug")
	Call(t, http.MethodPost, quiet.App, "/probe/log", `{"level":"debug","fields":{"shown":"yes"}}`, "X-Request-Id", "told")
	assert.Equal(t, "yes", quiet.WaitForLog(t, "probe", "request_id", "told")["shown"], "a handler's lines carry the request's id")
}

// redactsSecrets logs secrets in every way that is easily done by mistake.
func redactsSecrets(t *testing.T, x Target) {
	p := x.start(t)
	const secret = "hunter2"
	fields, err := json.Marshal(map[string]any{
		"password": secret, "API-Key": secret, "client_secret": secret, "accessToken": secret, "set-cookie": secret,
		"Authorization": "Bearer " + secret, "db_credentials": secret, "header": "Bearer " + secret,
		"headers": map[string]any{"authorization": "Basic " + secret, "Cookie": secret, "accept": "text/html"},
		"nested":  map[string]any{"list": []any{map[string]any{"token": secret}}},
		"address": "https://user:" + secret + "@store.internal/items",
		"text":    "calling https://user:" + secret + "@store.internal/items?key=" + secret + " failed",
		"slash":   "cannot parse postgres://user:" + secret + "/a@store.internal:5432/orders",
		"hash":    "cannot parse postgres://user:" + secret + "#a@store.internal:5432/orders",
		"port":    "cannot reach http://store.internal:8080: refused",
		"kept":    "visible",
	})
	require.NoError(t, err)
	Call(t, http.MethodPost, p.App, "/probe/log?token="+secret, `{"level":"info","fields":`+string(fields)+`}`,
		"Authorization", "Bearer "+secret, "Cookie", "session="+secret, "X-Request-Id", "told")
	entry := p.WaitForLog(t, "probe", "request_id", "told")
	p.WaitForLog(t, "request", "request_id", "told")
	p.callThrough(t, "GET", "gone", "http://user:"+secret+"@127.0.0.1:1/?token="+secret)
	// The target of a request line may be a whole URL.
	conn := dial(t, p.App)
	_, err = fmt.Fprintf(conn, "GET http://user:%s@x/probe/items/7?token=%s HTTP/1.1\r\nHost: x\r\nX-Request-Id: whole\r\nConnection: close\r\n\r\n", secret, secret)
	require.NoError(t, err)
	assert.Equal(t, "/probe/items/7", p.WaitForLog(t, "request", "request_id", "whole")["path"])

	assert.Equal(t, "visible", entry["kept"])
	assert.Equal(t, "cannot reach http://store.internal:8080: refused", entry["port"])
	assert.Contains(t, entry["text"], "store.internal/items")
	assert.Equal(t, "[redacted]", entry["password"])
	assert.Contains(t, strings.Join(p.Log(), "\n"), "text/html", "what is no secret stays readable")
	assert.NotContains(t, strings.Join(p.Log(), "\n"), secret)
}

// readsSecrets holds that a secret is a file where there are files, and a
// variable otherwise, and that a rotated one is seen.
func readsSecrets(t *testing.T, x Target) {
	dir := t.TempDir()
	file := filepath.Join(dir, "DATABASE_PASSWORD")
	require.NoError(t, os.WriteFile(file, []byte("from-file\n"), 0o600))
	p := x.start(t, "CREDENTIALS_DIRECTORY="+dir, "DATABASE_PASSWORD=from-env", "OTHER_KEY=from-env")
	ask := func(name string) Answer { return p.get(t, "/probe/secret?name="+name) }
	assert.JSONEq(t, `{"value":"from-file"}`, ask("DATABASE_PASSWORD").Text)
	assert.JSONEq(t, `{"value":"from-env"}`, ask("OTHER_KEY").Text)
	assert.Equal(t, http.StatusNotFound, ask("NOBODY_HAS_IT").StatusCode)
	assert.Equal(t, http.StatusNotFound, ask("../DATABASE_PASSWORD").StatusCode)
	require.NoError(t, os.WriteFile(file, []byte("rotated\n"), 0o600))
	assert.JSONEq(t, `{"value":"rotated"}`, ask("DATABASE_PASSWORD").Text)

	plain := x.start(t, "DATABASE_PASSWORD=from-env")
	assert.JSONEq(t, `{"value":"from-env"}`, plain.get(t, "/probe/secret?name=DATABASE_PASSWORD").Text)
}

// knowsItsMemory holds that the runtime is told of the container's memory, as
// the manifests say it.
func knowsItsMemory(t *testing.T, x Target) {
	p := x.start(t)
	found := regexp.MustCompile(`\nservice_memory_limit_bytes (\S+)\n`).FindStringSubmatch(p.metrics(t))
	if !x.atLeast("critical") {
		return
	}
	require.NotNil(t, found)
	limit, err := strconv.ParseFloat(found[1], 64)
	require.NoError(t, err)
	require.NotZero(t, x.MemoryBytes)
	assert.InDelta(t, 0.9, limit/float64(x.MemoryBytes), 0.1)
}

// refusesBrokenSettings holds that a service that cannot run says so and ends,
// rather than run otherwise than it was told. It says so in one line.
func refusesBrokenSettings(t *testing.T, x Target) {
	p := x.start(t)
	_, taken, err := net.SplitHostPort(p.App)
	require.NoError(t, err)
	settings := []string{"PORT=" + taken, "ADMIN_PORT=" + taken, "SHUTDOWN_DELAY=soon"}
	if x.atLeast("critical") {
		settings = append(settings, "MAX_IN_FLIGHT=many", "MAX_IN_FLIGHT=0")
	}
	for _, env := range settings {
		out, err := RunToEnd(t, x.Dir, x.Command, env)
		assert.Error(t, err, env)
		assert.Equal(t, 1, strings.Count(out, `"level":"ERROR"`), "%s: %s", env, out)
	}
}
