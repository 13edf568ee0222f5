package prometheus

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseAddress(t *testing.T) {
	for text, want := range map[string]string{
		"http://prometheus:9090":                           "Prometheus at http://prometheus:9090",
		"https://jane:s3cret@metrics.internal/prom/":       "Prometheus at https://metrics.internal/prom/",
		"service:monitoring/prometheus-operated:9090":      "Prometheus at service:monitoring/prometheus-operated:9090",
		"service:monitoring/https:prometheus-operated:web": "Prometheus at service:monitoring/https:prometheus-operated:web",
	} {
		a, err := ParseAddress(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, a.String())
	}
	for _, text := range []string{"", "prometheus:9090", "ftp://a", "http://", "http://a?b=c", "http://a#b", "://s3cret", "service:a", "service:a/b", "service:/b:1", "service:a/:1", "service:a/b:", "service:a/b/c:1", "service:a/b:1?x"} {
		_, err := ParseAddress(text)
		if assert.Error(t, err, text) {
			assert.NotContains(t, err.Error(), "s3cret")
		}
	}
}

// at starts a server, and asks it about a service with a token.
func at(t *testing.T, answer http.HandlerFunc) *Client {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	a, err := ParseAddress(strings.Replace(s.URL, "http://", "http://jane:s3cret@", 1))
	require.NoError(t, err)
	return New(a, Over(a, ""), "orders", "shop")
}

// TestAnswersThatAreNone: each is one line that says what is wrong, and nothing
// of the credentials.
func TestAnswersThatAreNone(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"a login page":        {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>s3cret") }, "does not speak Prometheus' API"},
		"refused credentials": {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusUnauthorized) }, "does not accept these credentials (401)"},
		"an error of its own": {func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "{\"status\":\"error\",\"error\":\"query\\u001b[2J timed\\nout\"}")
		}, "timed out"},
		"another kind of data": {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"status":"success","data":[1]}`) }, "cannot be read"},
		"an answer without end": {func(w http.ResponseWriter, r *http.Request) {
			for chunk := strings.Repeat("x", 1<<20); r.Context().Err() == nil; {
				if _, err := fmt.Fprint(w, chunk); err != nil {
					return
				}
			}
		}, "larger than 32 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := at(t, c.answer).Targets(t.Context())
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "s3cret")
			assert.NotContains(t, err.Error(), "\n")
			assert.NotContains(t, err.Error(), "\x1b")
			assert.Contains(t, err.Error(), "Prometheus at http://127.0.0.1:")
		})
	}
}

// TestCredentials go where they belong, and not to where a redirect leads.
func TestCredentials(t *testing.T) {
	var elsewhere string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		elsewhere = r.Header.Get("Authorization")
		fmt.Fprint(w, `{"status":"success","data":{"result":[]}}`)
	}))
	defer other.Close()
	var user, token string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, _, _ = r.BasicAuth()
		token = r.Header.Get("Authorization")
		http.Redirect(w, r, other.URL+"/api/v1/query", http.StatusFound) // another port of the same host
	}))
	defer s.Close()
	a, err := ParseAddress(strings.Replace(s.URL, "http://", "http://jane:s3cret@", 1))
	require.NoError(t, err)
	_, err = New(a, Over(a, ""), "orders", "").Targets(t.Context())
	require.ErrorContains(t, err, "does not speak Prometheus' API")
	assert.Equal(t, "jane", user)
	assert.Empty(t, elsewhere)
	_, err = New(a, Over(a, "t0ken"), "orders", "").Targets(t.Context())
	require.ErrorContains(t, err, "does not speak Prometheus' API")
	assert.Equal(t, "Bearer t0ken", token)
	assert.Empty(t, elsewhere)
}

// TestOneThatDoesNotAnswer is waited for once, however many facts ask; one that
// says what is wrong is asked again.
func TestOneThatDoesNotAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		get  Get
		asks int
	}{
		"no answer": {func(context.Context, string, url.Values) ([]byte, error) {
			return nil, errors.New("it did not answer in time")
		}, 1},
		"a query too heavy": {func(context.Context, string, url.Values) ([]byte, error) {
			return []byte(`{"status":"error","error":"query timed out"}`), nil
		}, 3},
		"too large": {func(context.Context, string, url.Values) ([]byte, error) { return nil, ErrTooLarge }, 3},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := ParseAddress("http://prometheus:9090")
			require.NoError(t, err)
			asked := 0
			client := New(a, func(ctx context.Context, path string, query url.Values) ([]byte, error) {
				asked++
				return c.get(ctx, path, query)
			}, "orders", "")
			_, first := client.Targets(t.Context())
			require.ErrorContains(t, first, "Prometheus at http://prometheus:9090: ")
			_, second := client.Alerts(t.Context())
			_, third := client.History(t.Context())
			assert.EqualError(t, second, first.Error())
			assert.EqualError(t, third, first.Error())
			assert.Equal(t, c.asks, asked)
		})
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := at(t, func(http.ResponseWriter, *http.Request) { cancel() })
	_, err := c.Targets(ctx)
	assert.ErrorIs(t, err, context.Canceled)
}
