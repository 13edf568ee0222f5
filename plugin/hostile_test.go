package plugin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestHostileEventsAndAnnotations: a stuck rollout is explained by a cluster
// that sends 50,000 events with commands for the terminal in them, and a
// Deployment with an annotation of 10 MB. What is shown is short and harmless,
// and little of it is kept.
func TestHostileEventsAndAnnotations(t *testing.T) {
	s := newShop(t)
	s.edit(deployment, "      serviceAccountName: orders\n", "      serviceAccountName: orders\n      nodeSelector: {disk: none-such}\n")
	huge := strings.Repeat("x", 10<<20)
	replace := func(r *http.Response, body []byte) error {
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.ContentLength = int64(len(body))
		r.Header.Set("Content-Length", fmt.Sprint(len(body)))
		return nil
	}
	var events bytes.Buffer
	events.WriteString(`{"kind":"EventList","apiVersion":"v1","metadata":{},"items":[`)
	for n := range 50_000 {
		if n > 0 {
			events.WriteByte(',')
		}
		fmt.Fprintf(&events, `{"metadata":{"name":"e%d"},"reason":"Bad\u001b[2J","message":"line\r\n\u001b]0;owned\u0007 number %d","count":1}`, n, n)
	}
	events.WriteString(`]}`)
	var sentEvents, sentAnnotation atomic.Bool
	p := newAPIProxy(t, s.cluster, func(r *http.Response) error {
		switch path := r.Request.URL.Path; {
		case strings.HasSuffix(path, "/events"):
			sentEvents.Store(true)
			return replace(r, events.Bytes())
		case strings.HasSuffix(path, "/deployments/orders") && r.Request.Method == http.MethodGet && r.StatusCode == http.StatusOK:
			var o map[string]any
			if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
				return err
			}
			o["metadata"].(map[string]any)["annotations"].(map[string]any)["huge"] = huge + "\x1b[31m"
			body, err := json.Marshal(o)
			if err != nil {
				return err
			}
			sentAnnotation.Store(true)
			return replace(r, body)
		}
		return nil
	})
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	most, done, stopped := uint64(0), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			}
		}
	}()
	code, out, errOut := runWith(t, nil, "apply", "--env", "dev", "--timeout", "4s", "--kubeconfig", p.kubeconfig, "-n", s.namespace, s.dir)
	close(done)
	<-stopped
	assert.Equal(t, exitError, code)
	assert.Contains(t, errOut, "number 0")
	for _, bad := range []string{"\x1b", "\x07", "\r"} {
		assert.NotContains(t, out+errOut, bad)
	}
	assert.Less(t, len(out+errOut), 20_000)
	// Some copies of one Deployment, in this process with the proxy's own.
	assert.Less(t, most-min(most, before.HeapAlloc), uint64(400<<20))
	assert.NotContains(t, out+errOut, huge[:20], "nothing of the annotation is shown")
	require.True(t, sentEvents.Load() && sentAnnotation.Load(), "the cluster has sent what is hostile")

	code, out, errOut = runWith(t, nil, "check", "--for", "rapid", "--env", "dev", "--kubeconfig", p.kubeconfig, "-n", s.namespace, s.dir)
	assert.Zero(t, code, errOut)
	assert.Contains(t, out, "LIV-01", "what runs was looked at")
	assert.NotContains(t, out+errOut, "\x1b")
	assert.NotContains(t, out+errOut, huge[:20])
}
