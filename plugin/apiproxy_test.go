package plugin

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testcluster"
)

// apiProxy hands requests on to the API server, notes them, and may change what
// comes back.
type apiProxy struct {
	kubeconfig string
	mu         sync.Mutex
	requests   []string
}

// newAPIProxy starts one; what it says to the API server, it says as who may do
// anything.
func newAPIProxy(t *testing.T, cluster *testcluster.Cluster, modify func(*http.Response) error) *apiProxy {
	t.Helper()
	server, client, err := cluster.Server()
	require.NoError(t, err)
	to, err := url.Parse(server)
	require.NoError(t, err)
	p := &apiProxy{}
	onward := httputil.NewSingleHostReverseProxy(to)
	onward.Transport, onward.ModifyResponse = client.Transport, modify
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.requests = append(p.requests, r.Method+" "+r.URL.Path)
		p.mu.Unlock()
		r.Header.Del("Authorization")
		r.Header.Del("Accept-Encoding") // so that answers can be changed
		onward.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	p.kubeconfig = kubeconfig(t, s.URL, authority(s))
	return p
}
