package conformance

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Answer is a response with its body.
type Answer struct {
	*http.Response
	Text string
}

// Call sends a request, on a connection of its own.
func Call(t *testing.T, method, address, path, body string, header ...string) Answer {
	t.Helper()
	a, err := try(t, method, address, path, body, header...)
	require.NoError(t, err)
	return a
}

func try(t *testing.T, method, address, path, body string, header ...string) (Answer, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+address+path, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return Answer{response, string(text)}, err
}

// get is what most clauses do.
func (p *Process) get(t *testing.T, path string, header ...string) Answer {
	t.Helper()
	return Call(t, http.MethodGet, p.App, path, "", header...)
}

// metrics are the lines of /metrics.
func (p *Process) metrics(t *testing.T) string {
	t.Helper()
	a := Call(t, http.MethodGet, p.Admin, "/metrics", "")
	require.Equal(t, http.StatusOK, a.StatusCode)
	return "\n" + a.Text
}

// called is what the probe's call route tells of a dependency.
type called struct {
	Code  int    // of the dependency's answer; 0: it did not answer
	Error string // why it did not
}

// callThrough has the probe call url through the platform's client for a
// dependency.
func (p *Process) callThrough(t *testing.T, method, dependency, target string, header ...string) called {
	t.Helper()
	query := url.Values{"dependency": {dependency}, "url": {target}, "method": {method}}
	a := p.get(t, "/probe/call?"+query.Encode(), header...)
	require.Equal(t, http.StatusOK, a.StatusCode, a.Text)
	var out called
	require.NoError(t, json.Unmarshal([]byte(a.Text), &out), a.Text)
	return out
}

// isProblem holds that an answer is a problem document about its status.
func isProblem(t *testing.T, a Answer, code int) {
	t.Helper()
	assert.Equal(t, code, a.StatusCode, a.Text)
	assert.Equal(t, "application/problem+json", a.Header.Get("Content-Type"))
	var problem struct {
		Type, Title string
		Status      int
		RequestID   string `json:"request_id"`
	}
	require.NoError(t, json.Unmarshal([]byte(a.Text), &problem), a.Text)
	assert.Equal(t, "about:blank", problem.Type)
	assert.Equal(t, http.StatusText(code), problem.Title)
	assert.Equal(t, code, problem.Status)
	assert.NotEmpty(t, problem.RequestID)
	assert.Equal(t, a.Header.Get("X-Request-Id"), problem.RequestID)
}
