package templates_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// TestTroubleIsSeen runs each stage's service under a real Prometheus with its
// own rules, and brings it into trouble: alerts that were silent are not, and
// no panel of the dashboard is empty.
func TestTroubleIsSeen(t *testing.T) {
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		t.Parallel()
		testtool.Path(t, "prometheus")
		s := newTroubled(t, stage, l)
		process := s.start(t)
		p := startPrometheus(t, filepath.Join(s.dir, "monitoring", "rules.yaml"), s.admin)

		// Requests keep coming: a counter that appears with its final value has
		// never risen, as far as Prometheus can see.
		good := s.keepCalling(t, "/v1/good")
		p.eventually(t, "good requests are seen", func(c *assert.CollectT) {
			assert.NotEmpty(c, p.query(c, `rate(http_requests_total{route="/v1/good"}[15s]) > 0`))
		})
		assert.Empty(t, p.alerting(t), "a service that is well raises alerts")
		before := map[string][]float64{}
		for title, exprs := range panels(t, s.dir) {
			for _, expr := range exprs {
				before[expr] = p.query(t, asGrafanaSends(expr))
				assert.True(t, len(before[expr]) > 0 || silent[title], "%s is empty for a service that is well: %s", title, expr)
			}
		}

		if stage == "critical" {
			holdsItsObjective(t, s.dir, p)
		}

		trouble := []func(){s.keepCalling(t, "/v1/bad"), s.keepCalling(t, "/v1/payments")}
		for range 7 { // of the 8 that critical lets in at once
			trouble = append(trouble, s.keepCalling(t, "/v1/slow"))
		}
		p.eventually(t, "every panel shows data, and what is wrong", func(c *assert.CollectT) {
			for title, exprs := range panels(t, s.dir) {
				for _, expr := range exprs {
					values := p.query(c, asGrafanaSends(expr))
					assert.NotEmpty(c, values, "%s: %s", title, expr)
					if title != "Replicas" {
						assert.NotEqual(c, before[expr], values, "%s shows no trouble: %s", title, expr)
					}
				}
			}
		})
		if stage == "critical" {
			judgesTheCanary(t, p)
		}
		p.eventually(t, "the alerts of trouble are raised", func(c *assert.CollectT) {
			assert.Subset(c, p.alerting(c), raised[stage])
		})
		good()
		for _, stop := range trouble {
			stop()
		}
		s.crashes(t, process, p)

		// ServiceNoTraffic compares with a day ago, which only promtool can do.
		for _, alert := range alerts(t, s.dir) {
			assert.Contains(t, append(raised[stage], "ServiceCrashLooping", "ServiceAbsent", "ServiceNoTraffic"), alert, "this test does not raise it")
		}
	})
}

// silent are the panels that have nothing to show while all is well.
var silent = map[string]bool{"Errors": true, "Dependency calls": true, "Dependency duration": true}

// raised are the alerts that failing, slow and many requests raise.
var raised = map[string][]string{
	"prototype": {},
	"rapid":     {"AvailabilityBurn14x", "AvailabilityBurn6x", "AvailabilityBurn1x"},
	"critical": {
		"AvailabilityBurn14x", "AvailabilityBurn6x", "AvailabilityBurn3x", "AvailabilityBurn1x",
		"LatencyBurn14x", "LatencyBurn3x", "ServiceSaturated",
	},
}

// troubledService is a built service whose routes misbehave.
type troubledService struct {
	dir, payments, app, admin string
	command                   []string
}

func newTroubled(t *testing.T, stage string, l language) *troubledService {
	t.Helper()
	s := &troubledService{dir: newService(t, stage, l.name, least(stage)), app: freePort(t), admin: freePort(t)}
	s.command = l.command(s.dir)
	require.NoError(t, os.WriteFile(filepath.Join(s.dir, l.service, l.routes), []byte(l.troubled), 0o644))
	makes(t, s.dir, "build")
	dependency := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	t.Cleanup(dependency.Close)
	s.payments = dependency.URL
	return s
}

// start starts it at the ports it had before.
func (s *troubledService) start(t *testing.T) *process {
	t.Helper()
	port := func(address string) string {
		_, port, err := net.SplitHostPort(address)
		require.NoError(t, err)
		return port
	}
	return start(t, s.command, "PORT="+port(s.app), "ADMIN_PORT="+port(s.admin),
		"PAYMENTS="+s.payments, "MAX_IN_FLIGHT=8", "SHUTDOWN_DELAY=0s")
}

// keepCalling calls a route again and again, until it is stopped.
func (s *troubledService) keepCalling(t *testing.T, path string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.app+path, nil)
			if !assert.NoError(t, err) {
				return
			}
			if answer, err := http.DefaultClient.Do(request); err == nil {
				answer.Body.Close()
			}
			select {
			case <-ctx.Done():
			case <-time.After(200 * time.Millisecond):
			}
		}
	}()
	stop = func() { cancel(); <-ended }
	t.Cleanup(stop)
	return stop
}

// crashes has the service start again and again, and then stay away.
func (s *troubledService) crashes(t *testing.T, process *process, p *prometheus) {
	t.Helper()
	started := `count_over_time((changes(process_start_time_seconds{job="` + serviceName + `"}[10m]) >= %d)[10m:1s])`
	for i := range 3 {
		process.Kill(t)
		process = s.start(t)
		p.eventually(t, "the new process is seen", func(c *assert.CollectT) {
			assert.NotEmpty(c, p.query(c, fmt.Sprintf(started, i+1)))
		})
	}
	p.eventually(t, "crash looping is seen", func(c *assert.CollectT) {
		assert.Contains(c, p.alerting(c), "ServiceCrashLooping")
	})
	process.Kill(t)
	p.eventually(t, "absence is seen", func(c *assert.CollectT) {
		assert.Contains(c, p.alerting(c), "ServiceAbsent")
	})
}

// panels are the queries of the dashboard, by title.
func panels(t *testing.T, dir string) map[string][]string {
	t.Helper()
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	content, err := os.ReadFile(filepath.Join(dir, "monitoring", "dashboard.json"))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(content, &dashboard))
	require.NotEmpty(t, dashboard.Panels)
	out := map[string][]string{}
	for _, panel := range dashboard.Panels {
		require.NotContains(t, out, panel.Title)
		for _, target := range panel.Targets {
			out[panel.Title] = append(out[panel.Title], target.Expr)
		}
	}
	return out
}

// judgesTheCanary asks what Argo Rollouts would ask about these pods.
func judgesTheCanary(t *testing.T, p *prometheus) {
	t.Helper()
	files := filesOf(t, newService(t, "critical", "go", least("critical"), "argo-rollouts"))
	var template struct {
		Spec struct {
			Metrics []struct {
				Name     string
				Provider struct{ Prometheus struct{ Query string } }
			}
		}
	}
	require.NoError(t, yaml.Unmarshal(files["deploy/base/analysistemplate.yaml"].Content, &template))
	require.Len(t, template.Spec.Metrics, 2)
	for _, metric := range template.Spec.Metrics {
		ask := func(canary string) string {
			return strings.NewReplacer("{{args.namespace}}", "shop", "{{args.canary}}", canary).Replace(metric.Provider.Prometheus.Query)
		}
		p.eventually(t, metric.Name+" of the canary are many", func(c *assert.CollectT) {
			values := p.query(c, ask("5d4f8"))
			if assert.Len(c, values, 1) {
				assert.Greater(c, values[0], 0.144)
			}
		})
		assert.Empty(t, p.query(t, ask("another")), "%s: nothing is known of that version", metric.Name)
	}
}

// holdsItsObjective watches as a release does, while there is no failure.
func holdsItsObjective(t *testing.T, dir string, p *prometheus) {
	t.Helper()
	testtool.Path(t, "curl")
	testtool.Path(t, "kubectl")
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(kubeconfig, []byte(strings.Replace(staging, "namespace: checkout", "namespace: shop", 1)), 0o600))
	p.eventually(t, "a release without a failure holds", func(c *assert.CollectT) {
		cmd := exec.CommandContext(t.Context(), "sh", "scripts/burn-rate.sh")
		cmd.Dir, cmd.Env = dir, append(environment(), "PROMETHEUS_URL=http://"+p.address, "WATCH=0", "KUBECONFIG="+kubeconfig)
		out, err := cmd.CombinedOutput()
		assert.NoError(c, err, string(out))
	})
}
