package plugin

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-svc/kubectl-svc/internal/testcluster"
)

// TestTheAPIServerGoesAwayHalfWay: an apply waits for it, and goes on; where it
// stays away, what was applied and what was not is said.
func TestTheAPIServerGoesAwayHalfWay(t *testing.T) {
	s := newShop(t)
	way := newPassage(t, s.cluster.Kubeconfig)
	// The dry runs and what comes before them are over after this many requests.
	way.closeAt("serviceaccount/orders created")
	code, out, errOut := way.run(s, "apply", "--env", "dev", "--timeout", "3s")
	assert.Equal(t, exitError, code)
	assert.Contains(t, out, "serviceaccount/orders created\n")
	assert.Contains(t, errOut, "trying again until --timeout")
	assert.Contains(t, errOut, "applied serviceaccount/orders; not applied service/orders, deployment.apps/orders: run the same command to finish")
	assert.True(t, s.exists("serviceaccount/orders"))
	assert.False(t, s.exists("deployment/orders"))

	way.open()
	way.closeAt("service/orders created")
	time.AfterFunc(2*time.Second, way.open)
	code, out, errOut = way.run(s, "apply", "--env", "dev", "--timeout", "1m")
	assert.Zero(t, code, errOut)
	assert.Contains(t, errOut, "trying again until --timeout")
	assert.Contains(t, out, "deployment.apps/orders created\n")
	assert.True(t, s.exists("deployment/orders"))
}

// TestTheAPIServerIsRestarted: it ends half-way through an apply and comes back;
// the apply goes on, and nothing is missing.
func TestTheAPIServerIsRestarted(t *testing.T) {
	s := newShop(t)
	var out, errOut strings.Builder
	stopped := false
	stop := writerFunc(func(p []byte) (int, error) {
		if out.Write(p); !stopped && strings.Contains(out.String(), "serviceaccount/orders created") {
			stopped = true
			s.cluster.Stop(t, testcluster.APIServer)
		}
		return len(p), nil
	})
	started := make(chan struct{})
	start := writerFunc(func(p []byte) (int, error) {
		if errOut.Write(p); strings.Contains(string(p), "trying again until --timeout") {
			go func() {
				defer close(started)
				s.cluster.Start(t, testcluster.APIServer)
			}()
		}
		return len(p), nil
	})
	code := run(t.Context(), []string{"apply", "--env", "dev", "--timeout", "2m", "--kubeconfig", s.cluster.Kubeconfig, "-n", s.namespace, s.dir},
		genericiooptions.IOStreams{In: strings.NewReader(""), Out: stop, ErrOut: start}, nil, nil)
	<-started
	assert.Zero(t, code, errOut.String())
	assert.Contains(t, out.String(), "deployment.apps/orders created\n")
	assert.Equal(t, 1, strings.Count(errOut.String(), "trying again"), "it is said once")
	assert.Contains(t, s.must("status", "--env", "dev"), "1 of 1 available")
	code, diff, _ := s.run("diff", "--env", "dev")
	assert.Zero(t, code, diff)
}
