package plugin

import (
	"encoding/json"
	"fmt"
	"io"
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

	"github.com/kubectl-svc/kubectl-svc/internal/testcluster"
	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
)

// series is a month of one series, in OpenMetrics: a sample each five minutes,
// with the value at so many hours before now.
func series(out *strings.Builder, name string, value func(hoursAgo float64) (float64, bool)) {
	now := time.Now().Unix()
	for at := now - 30*24*3600; at <= now; at += 300 {
		if v, ok := value(float64(now-at) / 3600); ok {
			fmt.Fprintf(out, "%s %v %d\n", name, v, at)
		}
	}
}

func always(v float64) func(float64) (float64, bool) {
	return func(float64) (float64, bool) { return v, true }
}

// between is a value from some hours ago until others.
func between(v, from, to float64) func(float64) (float64, bool) {
	return func(hours float64) (float64, bool) { return v, hours <= from && hours > to }
}

// month is what a Prometheus has seen of three services: orders does well, carts
// does not, idle was never scraped.
func month() string {
	var out strings.Builder
	of := func(name, labels string, value func(float64) (float64, bool)) {
		series(&out, name+"{"+labels+"}", value)
	}
	out.WriteString("# TYPE up gauge\n")
	of("up", `job="orders",namespace="shop",instance="10.0.0.1:9090"`, always(1))
	of("up", `job="orders",namespace="shop",instance="10.0.0.2:9090"`, always(1))
	of("up", `job="orders",namespace="elsewhere",instance="10.9.0.1:9090"`, always(0))
	of("up", `job="carts",namespace="shop",instance="10.0.1.1:9090"`, between(0, 48, -1))
	out.WriteString("# TYPE service_build_info gauge\n")
	for n := range 6 {
		of("service_build_info", fmt.Sprintf(`job="orders",namespace="shop",version="v1.%d.0"`, n), between(1, float64(20*(n+1)), float64(20*n)))
	}
	of("service_build_info", `job="carts",namespace="shop",version="v1.0.0"`, between(1, 40, -1))
	of("service_build_info", `job="carts",namespace="shop",version="v1.0.1"`, between(1, 40, 39.8))
	out.WriteString("# TYPE job:http_requests:rate5m gauge\n")
	of("job:http_requests:rate5m", `job="orders",namespace="shop"`, always(20))
	of("job:http_requests:rate5m", `job="carts",namespace="shop"`, between(10, 48, -1))
	out.WriteString("# TYPE job:http_requests_errors:rate5m gauge\n")
	of("job:http_requests_errors:rate5m", `job="orders",namespace="shop"`, between(1, 2, 1)) // an hour of 5 %
	of("job:http_requests_errors:rate5m", `job="carts",namespace="shop"`, between(0.5, 48, -1))
	out.WriteString("# EOF\n")
	return out.String()
}

// startPrometheus starts a Prometheus with that month and with rules, and
// returns its port. It listens on every address of the machine.
func startPrometheus(t *testing.T, rules ...string) string {
	t.Helper()
	prometheus, promtool := testtool.Path(t, "prometheus"), testtool.Path(t, "promtool")
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "month"), []byte(month()), 0o644))
	out, err := exec.Command(promtool, "tsdb", "create-blocks-from", "--max-block-duration=2160h", "openmetrics", filepath.Join(dir, "month"), filepath.Join(dir, "data")).CombinedOutput()
	require.NoError(t, err, "%s", out)
	config, err := json.Marshal(map[string]any{"global": map[string]any{"evaluation_interval": "1s"}, "rule_files": rules})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "prometheus.yaml"), config, 0o644))
	listener, err := net.Listen("tcp", ":0")
	require.NoError(t, err)
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	listener.Close()
	// What was seen last is minutes old when it is asked for: it is to count.
	cmd := exec.Command(prometheus, "--config.file="+filepath.Join(dir, "prometheus.yaml"), "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--storage.tsdb.retention.time=1y", "--query.lookback-delta=15m", "--web.listen-address=:"+port, "--log.level=warn")
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		resp, err := http.Get("http://127.0.0.1:" + port + "/api/v1/rules")
		if !assert.NoError(c, err) {
			return
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		assert.Contains(c, string(body), `"state":"firing"`, "the rules are evaluated")
		assert.NotContains(c, string(body), `"health":"unknown"`, "all of them")
	}, time.Minute, 200*time.Millisecond)
	return port
}

// observed is a rapid service with the platform that makes gates on Prometheus
// required.
func observed(t *testing.T, name string) (dir, rules string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), name)
	code, _, errOut := runWith(t, nil, "new", name, "--dir", dir, "--stage", "rapid", "--platform", "prometheus-operator", "--set", "owner=a", "--set", "image=registry.internal/"+name)
	require.Zero(t, code, errOut)
	rules = filepath.Join(dir, "monitoring", "rules.yaml")
	content, err := os.ReadFile(rules)
	require.NoError(t, err)
	loaded := filepath.Join(t.TempDir(), name+".yaml") // with no wait before an alert fires
	require.NoError(t, os.WriteFile(loaded, []byte(strings.ReplaceAll(string(content), "for: 5m", "for: 0s")), 0o644))
	return dir, loaded
}

// judged are the verdicts of a check for critical.
func judged(t *testing.T, dir string, args ...string) map[string]gate.Judged {
	t.Helper()
	code, out, errOut := runWith(t, nil, append([]string{"check", dir, "--for", "critical", "-o", "json"}, args...)...)
	require.Equal(t, exitGates, code, errOut)
	var report gate.Report
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	verdicts := map[string]gate.Judged{}
	for _, g := range report.Gates {
		verdicts[g.ID] = g
	}
	return verdicts
}

// TestPrometheusGates shows each gate on the metrics pass, fail and unknown, by
// a real Prometheus with a month of data and the services' own rules.
func TestPrometheusGates(t *testing.T) {
	t.Setenv("KUBECONFIG", filepath.Join(t.TempDir(), "none"))
	orders, ordersRules := observed(t, "orders")
	carts, cartsRules := observed(t, "carts")
	idle, _ := observed(t, "idle")
	port := startPrometheus(t, ordersRules, cartsRules)
	bind := func(dir string) { // the environment is the namespace shop
		path := filepath.Join(dir, "svc.yaml")
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, []byte(string(content)+"  environments:\n    - {name: production, namespace: shop}\n"), 0o644))
	}
	bind(orders)
	bind(carts)
	at := "--prometheus=http://127.0.0.1:" + port
	cases := map[string]map[string]struct {
		verdict  gate.Verdict
		evidence string
	}{
		orders: {
			"MON-01": {gate.Pass, "all 2 targets are up"},
			"MON-02": {gate.Pass, "5 alerts are loaded, and none pages"},
			"SLO-01": {gate.Pass, "% of the budget for 99.90 % over 30 days is left, at 20.00 requests a second"},
			"SLO-02": {gate.Pass, "scraped in 720 hours of the last 30 days"},
			"DEL-01": {gate.Pass, "6 of 6 versions stayed for an hour: v1."},
		},
		carts: {
			"MON-01": {gate.Fail, "1 of 1 down: 10.0.1.1:9090"},
			"MON-02": {gate.Fail, "firing: ServiceAbsent"},
			"SLO-01": {gate.Fail, "-4900.0 % of the budget for 99.90 % over 30 days is left"},
			"SLO-02": {gate.Fail, "scraped in 0 hours of the last 30 days; two weeks are 336"},
			"DEL-01": {gate.Fail, "1 of 2 versions stayed for an hour: v1.0.0"},
		},
		idle: {
			"MON-01": {gate.Fail, "there is no target with the job idle"},
			"MON-02": {gate.Fail, "not loaded: AvailabilityBurn14x"},
			"SLO-01": {gate.Unknown, "has no job:http_requests:rate5m of idle: are its rules loaded?"},
			"SLO-02": {gate.Fail, "scraped in 0 hours"},
			"DEL-01": {gate.Unknown, "has no service_build_info of idle"},
		},
	}
	for dir, gates := range cases {
		verdicts := judged(t, dir, at)
		for id, want := range gates {
			t.Run(filepath.Base(dir)+" "+id, func(t *testing.T) {
				assert.Equal(t, want.verdict, verdicts[id].Verdict, verdicts[id].Evidence)
				assert.Contains(t, verdicts[id].Evidence, want.evidence)
				assert.Equal(t, gate.Required, verdicts[id].Severity)
			})
		}
	}
	t.Run("nobody there", func(t *testing.T) {
		for id, g := range judged(t, orders, "--prometheus=http://jane:s3cret@127.0.0.1:1") {
			if strings.HasPrefix(id, "MON") || strings.HasPrefix(id, "SLO") || strings.HasPrefix(id, "DEL") {
				assert.Equal(t, gate.Unknown, g.Verdict, id)
				assert.Contains(t, g.Evidence, "Prometheus at http://127.0.0.1:1: ")
				assert.NotContains(t, g.Evidence, "s3cret")
			}
		}
	})
	t.Run("advisory where the platform is not declared", func(t *testing.T) {
		code, _, errOut := runWith(t, nil, "update", idle, "--platform", "none")
		require.Zero(t, code, errOut)
		assert.Equal(t, gate.Advisory, judged(t, idle, at)["MON-01"].Severity)
	})
	t.Run("through the API server", func(t *testing.T) { throughTheAPIServer(t, orders, port) })
}

// throughTheAPIServer asks a Prometheus that a Service leads to.
func throughTheAPIServer(t *testing.T, dir, port string) {
	cluster := testcluster.Shared(t)
	namespace := cluster.Namespace(t, nil)
	create := func(path, object string) {
		_, err := cluster.Request(t.Context(), http.MethodPost, path, "application/yaml", object)
		require.NoError(t, err)
	}
	create("/api/v1/namespaces/"+namespace+"/services", `{apiVersion: v1, kind: Service, metadata: {name: prometheus}, spec: {ports: [{name: web, port: 9090, targetPort: `+port+`}]}}`)
	// The API server hands on to pods alone: this one says that it has the
	// machine's address.
	pods := "/api/v1/namespaces/" + namespace + "/pods"
	create(pods, `{apiVersion: v1, kind: Pod, metadata: {name: prometheus}, spec: {schedulerName: nobody, containers: [{name: prometheus, image: prometheus}]}}`)
	ip := address(t)
	_, err := cluster.Request(t.Context(), http.MethodPatch, pods+"/prometheus/status", testcluster.MergePatch, `{"status":{"podIP":"`+ip+`","podIPs":[{"ip":"`+ip+`"}]}}`)
	require.NoError(t, err)
	// Older API servers read Endpoints; a controller makes of them the slices that
	// newer ones read.
	create("/api/v1/namespaces/"+namespace+"/endpoints", `{apiVersion: v1, kind: Endpoints, metadata: {name: prometheus},
		subsets: [{ports: [{name: web, port: `+port+`}], addresses: [{ip: "`+ip+`", targetRef: {kind: Pod, namespace: `+namespace+`, name: prometheus}}]}]}`)
	flags := []string{"--kubeconfig", cluster.Kubeconfig}
	at := func(name string) string { return "--prometheus=service:" + namespace + "/" + name }
	require.EventuallyWithT(t, func(c *assert.CollectT) { // the API server hears of them by a watch
		g := judged(t, dir, append(flags, at("prometheus:9090"))...)["MON-01"]
		assert.Equal(c, gate.Pass, g.Verdict, g.Evidence)
	}, time.Minute, 200*time.Millisecond)
	g := judged(t, dir, append(flags, at("nobody:9090"))...)["MON-01"]
	assert.Equal(t, gate.Unknown, g.Verdict)
	assert.Contains(t, g.Evidence, "there is no service nobody:9090 in namespace "+namespace)
	g = judged(t, dir, append(flags, at("prometheus:9090"), "--as=jane")...)["MON-01"]
	assert.Equal(t, gate.Unknown, g.Verdict)
	assert.Contains(t, g.Evidence, "jane lacks the right to get services/proxy in namespace "+namespace)
}

// address is one that the machine has on a network: the API server hands
// requests on to no loopback address.
func address(t *testing.T) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	require.NoError(t, err)
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.To4() != nil && !ip.IP.IsLoopback() && !ip.IP.IsLinkLocalUnicast() {
			return ip.IP.String()
		}
	}
	testtool.Without(t, "the machine has no network")
	return ""
}

// What a Prometheus behind the API server's proxy answers is its own, and no
// failure of the API server.
func TestProxiedPrometheusSaysWhatFailed(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Path, "/services/prometheus:9090/proxy/") {
			http.Error(w, "{}", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, `{"status":"error","errorType":"timeout","error":"query timed out"}`)
	}))
	defer server.Close()
	dir, _ := observed(t, "orders")
	g := judged(t, dir, "--kubeconfig="+os.DevNull, "--server="+server.URL, "--prometheus=service:monitoring/prometheus:9090")["MON-01"]
	assert.Equal(t, gate.Unknown, g.Verdict)
	assert.Contains(t, g.Evidence, "query timed out")
}
