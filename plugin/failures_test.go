package plugin

import (
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// kubeconfig writes a kubeconfig for a server, and returns its path.
func kubeconfig(t *testing.T, server string, ca []byte) string {
	t.Helper()
	content, err := json.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "Config", "current-context": "here",
		"contexts": []any{map[string]any{"name": "here", "context": map[string]any{"cluster": "c", "user": "u", "namespace": "shop"}}},
		"clusters": []any{map[string]any{"name": "c", "cluster": map[string]any{"server": server, "certificate-authority-data": ca}}},
		"users":    []any{map[string]any{"name": "u", "user": map[string]any{"token": "secret"}}},
	})
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

func authority(s *httptest.Server) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
}

// refuse answers as an API server refuses.
func refuse(w http.ResponseWriter, code int, reason, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	fmt.Fprintf(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","code":%d,"reason":%q,"message":%q}`, code, reason, message)
}

// TestAServerThatMisbehaves: whatever is wrong with the way to the cluster is
// one line that says what to do.
func TestAServerThatMisbehaves(t *testing.T) {
	answer := func(code int, reason, message string) *httptest.Server {
		return httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { refuse(w, code, reason, message) }))
	}
	release := make(chan struct{})
	slow := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer close(release)
	plain := httptest.NewServer(http.NotFoundHandler())
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	unauthorized := answer(401, "Unauthorized", "Unauthorized")
	forbidden := answer(403, "Forbidden", `deployments.apps is forbidden: User "jane" cannot list resource "deployments" in API group "apps" in the namespace "shop"`)
	garbage := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"items":[{"metadata":`) }))
	for _, s := range []*httptest.Server{slow, plain, unauthorized, forbidden, garbage} {
		defer s.Close()
	}
	cases := map[string]struct {
		config string
		args   []string
		want   string
	}{
		"credentials that are not known": {kubeconfig(t, unauthorized.URL, authority(unauthorized)), nil, "does not know these credentials (401)"},
		"a missing right":                {kubeconfig(t, forbidden.URL, authority(forbidden)), nil, "jane lacks the right to list deployments.apps in namespace shop"},
		"a certificate nobody knows":     {kubeconfig(t, unauthorized.URL, nil), nil, "is signed by an authority that is not known"},
		"another host's certificate":     {kubeconfig(t, strings.Replace(unauthorized.URL, "127.0.0.1", "localhost", 1), authority(unauthorized)), nil, "is for another name"},
		"no TLS":                         {kubeconfig(t, strings.Replace(plain.URL, "http:", "https:", 1), nil), nil, "does not speak TLS"},
		"a slow server":                  {kubeconfig(t, slow.URL, authority(slow)), []string{"--request-timeout", "200ms"}, "did not answer in time"},
		"nobody there":                   {kubeconfig(t, gone.URL, nil), nil, "connection refused"},
		"an unknown context":             {kubeconfig(t, gone.URL, nil), []string{"--context", "prod"}, `there is no context "prod" in the kubeconfig: it has here`},
		"half an answer":                 {kubeconfig(t, garbage.URL, authority(garbage)), nil, "reading the answer"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			code, out, errOut := runWith(t, nil, append([]string{"list", "--kubeconfig", c.config}, c.args...)...)
			assert.Equal(t, exitError, code)
			assert.Empty(t, out)
			assert.Contains(t, errOut, c.want)
			assert.Contains(t, errOut, "\nerror: "[1:])
			for _, line := range strings.Split(strings.TrimSuffix(errOut, "\n"), "\n") {
				assert.Regexp(t, "^(error|warning): ", line)
			}
		})
	}
}

func TestNoKubeconfig(t *testing.T) {
	t.Setenv("KUBECONFIG", filepath.Join(t.TempDir(), "none"))
	t.Setenv("HOME", t.TempDir())
	code, _, errOut := runWith(t, nil, "list")
	assert.Equal(t, exitError, code)
	assert.Contains(t, errOut, "no cluster is configured")
}

// deploymentsServer answers with pages of a list of Deployments.
func deploymentsServer(t *testing.T, pages map[string]string) *httptest.Server {
	t.Helper()
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/deployments") {
			refuse(w, 404, "NotFound", "no such group")
			return
		}
		body, ok := pages[r.URL.Query().Get("continue")]
		if !ok {
			refuse(w, 500, "InternalError", "\x1b[31metcd is gone\x1b[0m")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
	}))
	t.Cleanup(s.Close)
	return s
}

// TestAListThatBreaksOff: what came is shown, what is missing is said.
func TestAListThatBreaksOff(t *testing.T) {
	s := deploymentsServer(t, map[string]string{
		"": `{"kind":"DeploymentList","metadata":{"continue":"next"},"items":[{"metadata":{"name":"a","namespace":"shop"},"status":{"readyReplicas":1}}]}`,
	})
	code, out, errOut := runWith(t, nil, "list", "-A", "--kubeconfig", kubeconfig(t, s.URL, authority(s)))
	assert.Equal(t, exitError, code)
	assert.Contains(t, out, "shop        a      <none>   <none>    1/1")
	assert.Contains(t, errOut, "warning: deployments.apps after shop/a are not listed: ")
	assert.Contains(t, errOut, "error: the list is not complete")
	assert.NotContains(t, errOut, "\x1b")
}

// TestHostileAnswers: a cluster's words reach the terminal without their
// commands, and what is huge is not kept.
func TestHostileAnswers(t *testing.T) {
	huge := strings.Repeat("x", 10<<20)
	item := func(name string) string {
		o, err := json.Marshal(map[string]any{"metadata": map[string]any{
			"name": name, "namespace": "shop\x1b]0;owned\x07", "annotations": map[string]any{"a": huge},
			"labels": map[string]any{"owner": "\x1b[2Jnobody", "kubectl-svc.dev/stage": "rapid\r\nfake row"},
		}})
		require.NoError(t, err)
		return string(o)
	}
	s := deploymentsServer(t, map[string]string{
		"":     `{"metadata":{"continue":"next"},"items":[` + item("a\b\bb") + `,` + item("b") + `]}`,
		"next": `{"metadata":{},"items":null}`,
	})
	for _, format := range []string{"", "wide", "json", "yaml", "name"} {
		code, out, errOut := runWith(t, nil, "list", "-A", "-o", format, "--kubeconfig", kubeconfig(t, s.URL, authority(s)))
		require.Zero(t, code, errOut)
		for _, bad := range []string{"\x1b", "\x07", "\b", "\r"} {
			assert.NotContains(t, out+errOut, bad, format)
		}
		assert.Less(t, len(out), 2000)
	}
}

// TestCompletionIsQuick: a cluster that hangs does not hang the shell.
func TestCompletionIsQuick(t *testing.T) {
	release := make(chan struct{})
	s := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer s.Close()
	defer close(release)
	begin := time.Now()
	code, out, _ := runWith(t, nil, "__complete", "list", "--kubeconfig", kubeconfig(t, s.URL, authority(s)), "-n", "")
	assert.Zero(t, code)
	assert.Equal(t, ":4\n", out)
	assert.Less(t, time.Since(begin), 2*time.Second, "the limit is 150 ms; the rest is for a slow machine")

	_, out, _ = runWith(t, nil, "__complete", "list", "--kubeconfig", kubeconfig(t, s.URL, authority(s)), "--context", "h")
	assert.Equal(t, "here\n:4\n", out)
}
