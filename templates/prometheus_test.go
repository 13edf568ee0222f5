package templates_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// prometheus is a Prometheus that scrapes one replica of the service each
// second, and evaluates the service's own rules.
type prometheus struct {
	address string
}

// canaryPod is the pod that the replica is said to be.
const canaryPod = "orders-5d4f8-x7z2k"

// startPrometheus starts a Prometheus for a service whose admin port is given.
func startPrometheus(t *testing.T, rules, target string) *prometheus {
	t.Helper()
	program := testtool.Path(t, "prometheus")
	dir := t.TempDir()
	config := filepath.Join(dir, "prometheus.yaml")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, `
global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
rule_files: [%q]
scrape_configs:
  - job_name: %s
    static_configs: [{targets: [%q], labels: {namespace: shop, pod: %s}}]
`, rules, serviceName, target, canaryPod), 0o644))
	p := &prometheus{address: freePort(t)}
	log, err := os.Create(filepath.Join(dir, "log"))
	require.NoError(t, err)
	cmd := exec.Command(program, "--config.file="+config, "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address="+p.address, "--log.level=warn")
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		log.Close()
		if t.Failed() {
			content, _ := os.ReadFile(log.Name())
			t.Logf("Prometheus' log:\n%s", content)
		}
	})
	p.eventually(t, "it scrapes", func(c *assert.CollectT) {
		assert.Equal(c, []float64{1}, p.query(c, `up{job="`+serviceName+`"}`))
	})
	return p
}

// freePort is a local address that nothing listened on a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

// eventually waits for a condition.
func (p *prometheus) eventually(t *testing.T, what string, condition func(*assert.CollectT)) {
	t.Helper()
	require.EventuallyWithT(t, condition, time.Minute, 200*time.Millisecond, what)
}

// query are the values that a query returns now, less those that are no
// number.
func (p *prometheus) query(t require.TestingT, expr string) []float64 {
	var answer struct {
		Data struct {
			Result []struct{ Value [2]any }
		}
	}
	p.get(t, "/api/v1/query?query="+url.QueryEscape(expr), &answer)
	values := []float64{}
	for _, sample := range answer.Data.Result {
		text, ok := sample.Value[1].(string)
		require.True(t, ok)
		value, err := strconv.ParseFloat(text, 64)
		require.NoError(t, err)
		if !math.IsNaN(value) {
			values = append(values, value)
		}
	}
	return values
}

// alerting are the alerts that are pending or firing.
func (p *prometheus) alerting(t require.TestingT) []string {
	var answer struct {
		Data struct {
			Alerts []struct{ Labels map[string]string }
		}
	}
	p.get(t, "/api/v1/alerts", &answer)
	names := []string{}
	for _, alert := range answer.Data.Alerts {
		names = append(names, alert.Labels["alertname"])
	}
	return names
}

// get asks the API; a query that Prometheus refuses fails the test.
func (p *prometheus) get(t require.TestingT, path string, into any) {
	answer, err := http.Get("http://" + p.address + path)
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.StatusCode, "%s: %s", path, body)
	require.NoError(t, json.Unmarshal(body, into))
}

// asGrafanaSends replaces the dashboard's variables by what Grafana puts there
// when all is selected.
func asGrafanaSends(expr string) string {
	return strings.NewReplacer("$job", serviceName, "$instance", ".+", "$__rate_interval", "15s").Replace(expr)
}
