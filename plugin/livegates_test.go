package plugin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testcluster"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
)

// runningService is a rapid service that runs in production. Nobody plays its
// containers: what they would do is written into the statuses by the test, with
// the controllers stopped that would write something else.
type runningService struct{ *shop }

func newRunningService(t *testing.T) runningService {
	t.Helper()
	s := runningService{newShop(t, "--stage", "rapid", "--set", "owner=a", "--set", "image=registry.internal/orders")}
	s.must("apply", "--env", "production")
	await := func(what string, holds func(c *assert.CollectT)) {
		require.EventuallyWithT(t, holds, time.Minute, 200*time.Millisecond, what)
	}
	await("the autoscaler asks for two pods, and both are ready", func(c *assert.CollectT) {
		out, _ := s.cluster.Kubectl(t.Context(), "", "-n", s.namespace, "get", "deployment", "orders", "-o", "jsonpath={.status.availableReplicas}/{.status.updatedReplicas}")
		assert.Equal(c, "2/2", out.Stdout)
	})
	await("the budget counts them", func(c *assert.CollectT) {
		out, _ := s.cluster.Kubectl(t.Context(), "", "-n", s.namespace, "get", "pdb", "orders", "-o", "jsonpath={.status.disruptionsAllowed}")
		assert.Equal(c, "1", out.Stdout)
	})
	s.cluster.Stop(t, testcluster.ControllerManager)
	s.healthy()
	return s
}

// paths are where the API server keeps the objects of a service.
var paths = map[string]string{
	"deployment": "/apis/apps/v1/namespaces/%s/deployments/", "pod": "/api/v1/namespaces/%s/pods/",
	"hpa": "/apis/autoscaling/v2/namespaces/%s/horizontalpodautoscalers/", "pdb": "/apis/policy/v1/namespaces/%s/poddisruptionbudgets/",
}

// patch changes an object's status.
func (s runningService) patch(object, status string) {
	s.patchAs(testcluster.MergePatch, object, status)
}

func (s runningService) patchAs(contentType, object, status string) {
	s.t.Helper()
	kind, name, _ := strings.Cut(object, "/")
	_, err := s.cluster.Request(s.t.Context(), http.MethodPatch, fmt.Sprintf(paths[kind], s.namespace)+name+"/status", contentType, `{"status":`+status+`}`)
	require.NoError(s.t, err)
}

const (
	workingScaler = `{"currentReplicas":2,"desiredReplicas":2,"currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":40}}}],"conditions":[` +
		`{"type":"AbleToScale","status":"True","reason":"ReadyForNewScale","message":""},{"type":"ScalingActive","status":"True","reason":"ValidMetricFound","message":""},` +
		`{"type":"ScalingLimited","status":"False","reason":"DesiredWithinRange","message":""}]}`
	blindScaler = `{"currentReplicas":2,"desiredReplicas":2,"currentMetrics":[],"conditions":[` +
		`{"type":"AbleToScale","status":"True","reason":"SucceededGetScale","message":""},{"type":"ScalingActive","status":"False","reason":"FailedGetResourceMetric","message":"no metrics known for pods"}]}`
	pinnedScaler = `{"currentReplicas":6,"desiredReplicas":6,"currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":90}}}],"conditions":[` +
		`{"type":"AbleToScale","status":"True","reason":"ReadyForNewScale","message":""},{"type":"ScalingActive","status":"True","reason":"ValidMetricFound","message":""},` +
		`{"type":"ScalingLimited","status":"True","reason":"TooManyReplicas","message":""}]}`
)

// healthy brings every status to where all gates pass.
func (s runningService) healthy() {
	s.t.Helper()
	s.patch("hpa/orders", workingScaler)
	s.patch("pdb/orders", `{"disruptionsAllowed":1}`)
	s.patch("deployment/orders", `{"availableReplicas":2,"updatedReplicas":2,"readyReplicas":2,"unavailableReplicas":0}`)
	for _, pod := range s.pods() {
		s.ended(pod, "", time.Time{})
		s.ready(pod, "True")
	}
}

func (s runningService) pods() []string {
	s.t.Helper()
	answer, err := s.cluster.Request(s.t.Context(), http.MethodGet, fmt.Sprintf(paths["pod"], s.namespace), "", "")
	require.NoError(s.t, err)
	var list struct {
		Items []struct{ Metadata struct{ Name string } }
	}
	require.NoError(s.t, json.Unmarshal(answer, &list))
	names := []string{}
	for _, pod := range list.Items {
		names = append(names, "pod/"+pod.Metadata.Name)
	}
	return names
}

// ended says how the container of a pod ended before; no reason: never.
func (s runningService) ended(pod, reason string, at time.Time) {
	s.t.Helper()
	before := "{}"
	if reason != "" {
		before = fmt.Sprintf(`{"terminated":{"reason":%q,"exitCode":137,"startedAt":%q,"finishedAt":%q}}`, reason, at.UTC().Format(time.RFC3339), at.UTC().Format(time.RFC3339))
	}
	s.patch(pod, `{"containerStatuses":[{"name":"orders","image":"i","imageID":"","ready":true,"restartCount":7,"lastState":`+before+`,"state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}}}]}`)
}

func (s runningService) ready(pod, status string) {
	s.t.Helper()
	s.patchAs(testcluster.Strategic, pod, `{"conditions":[{"type":"Ready","status":"`+status+`"}]}`)
}

// check judges for critical, and returns the verdicts by gate.
func (s runningService) check(args ...string) map[string]gate.Judged {
	s.t.Helper()
	code, out, errOut := s.run(append([]string{"check", "--for", "critical", "--env", "production", "-o", "json"}, args...)...)
	require.Equal(s.t, exitGates, code, "what a team brings is missing: %s", errOut)
	var report gate.Report
	require.NoError(s.t, json.Unmarshal([]byte(out), &report))
	verdicts := map[string]gate.Judged{}
	for _, g := range report.Gates {
		verdicts[g.ID] = g
	}
	return verdicts
}

// may makes a service account that may do what a role says, and returns the
// flag to act as it.
func (s runningService) may(name string, rules ...string) string {
	s.t.Helper()
	s.kubectl("", "create", "serviceaccount", name)
	role := `{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: ` + name + `}, rules: [` + strings.Join(rules, ", ") + `]}`
	s.kubectl(role, "create", "-f", "-")
	s.kubectl("", "create", "rolebinding", name, "--role="+name, "--serviceaccount="+s.namespace+":"+name)
	return "--as=system:serviceaccount:" + s.namespace + ":" + name
}

// metricsAPI is the metrics API as a resource that the API server keeps, since
// nothing measures pods here.
const metricsAPI = `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition,
	metadata: {name: pods.metrics.k8s.io, annotations: {api-approved.kubernetes.io: "unapproved, for a test"}},
	spec: {group: metrics.k8s.io, scope: Namespaced, names: {kind: PodMetrics, plural: pods, singular: podmetrics},
	versions: [{name: v1beta1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}}`

// uses says what the containers use, in the pods' metrics.
func (s runningService) uses(cpu, memory string) {
	s.t.Helper()
	for _, pod := range s.pods() {
		name := strings.TrimPrefix(pod, "pod/")
		_, err := s.cluster.Request(s.t.Context(), http.MethodPatch, "/apis/metrics.k8s.io/v1beta1/namespaces/"+s.namespace+"/pods/"+name+"?fieldManager=test&force=true", testcluster.Apply,
			`{apiVersion: metrics.k8s.io/v1beta1, kind: PodMetrics, metadata: {name: `+name+`, labels: {app.kubernetes.io/name: orders}},
			containers: [{name: orders, usage: {cpu: `+cpu+`, memory: `+memory+`}}]}`)
		require.NoError(s.t, err)
	}
}

// TestLiveGates shows each gate on the running service pass, fail and unknown,
// by objects on the API server. The cases build on each other: every status is
// healthy again after each, edits of objects stay.
func TestLiveGates(t *testing.T) {
	s := newRunningService(t)
	const read = `{apiGroups: ["*"], resources: ["*"], verbs: [get, list, watch]}`
	nothing := s.may("nobody")
	reader := s.may("reader", read)
	evictor := s.may("evictor", read, `{apiGroups: [""], resources: [pods/eviction], verbs: [create]}`)
	blind := s.may("blind", `{apiGroups: [apps, autoscaling, policy, networking.k8s.io, ""], resources: [deployments, horizontalpodautoscalers, poddisruptionbudgets, networkpolicies, services, serviceaccounts], verbs: [get]}`)

	cases := []struct {
		name, gate string
		verdict    gate.Verdict
		evidence   string
		change     func()
		args       []string
	}{
		{"rolled out", "LIV-01", gate.Pass, "deployment.apps/orders: 2 of 2 available", nil, nil},
		{"half-way", "LIV-01", gate.Fail, "1 of 2 available, waiting for", func() { s.patch("deployment/orders", `{"availableReplicas":1,"readyReplicas":1}`) }, nil},
		{"no right to look", "LIV-01", gate.Unknown, "these credentials lack the right to get serviceaccounts in namespace " + s.namespace, nil, []string{nothing}},
		{"never restarted", "LIV-02", gate.Pass, "none in 168 h; the oldest of 2 pods was made on ", nil, nil},
		{"restarted an hour ago", "LIV-02", gate.Fail, "container orders ended with code 137 (Error) on ", func() { s.ended(s.pods()[0], "Error", time.Now().Add(-time.Hour)) }, nil},
		{"restarted eight days ago", "LIV-02", gate.Pass, "none in 168 h", func() { s.ended(s.pods()[0], "Error", time.Now().Add(-8*24*time.Hour)) }, nil},
		{"pods nobody may see", "LIV-02", gate.Unknown, "lack the right to list pods in namespace " + s.namespace, nil, []string{blind}},
		{"enough memory", "LIV-03", gate.Pass, "none of 2 pods remembers one", nil, nil},
		{"killed for its memory", "LIV-03", gate.Fail, "container orders on ", func() { s.ended(s.pods()[1], "OOMKilled", time.Now().Add(-30*24*time.Hour)) }, nil},
		{"pods nobody may see", "LIV-03", gate.Unknown, "list pods", nil, []string{blind}},
		{"an autoscaler that works", "LIV-04", gate.Pass, "orders: 2 replicas of at most 6", nil, nil},
		{"an autoscaler without metrics", "LIV-04", gate.Fail, "orders: FailedGetResourceMetric: no metrics known for pods", func() { s.patch("hpa/orders", blindScaler) }, nil},
		{"an autoscaler at its maximum", "LIV-04", gate.Fail, "orders: it wants more than its maximum of 6", func() { s.patch("hpa/orders", pinnedScaler) }, nil},
		{"no right to look", "LIV-04", gate.Unknown, "lack the right to get", nil, []string{nothing}},
		{"a budget with room", "LIV-05", gate.Pass, "orders allows 1 evictions; a dry run of evicting orders-", nil, nil},
		{"a budget without", "LIV-05", gate.Fail, "orders allows 0 evictions; a dry run of evicting orders-", func() { s.patch("pdb/orders", `{"disruptionsAllowed":0}`) }, nil},
		{"no pod to evict", "LIV-05", gate.Unknown, "no pod is ready", func() { s.ready(s.pods()[0], "False"); s.ready(s.pods()[1], "False") }, nil},
		{"no right to evict", "LIV-05", gate.Unknown, "lack the right to create pods/eviction in namespace " + s.namespace, nil, []string{reader}},
		{"two nodes, two zones", "LIV-06", gate.Pass, "2 ready on 2 nodes in test-", nil, nil},
		{"one that is ready", "LIV-06", gate.Fail, "1 ready on 1 nodes in test-", func() { s.ready(s.pods()[0], "False") }, nil},
		{"nodes nobody may see", "LIV-06", gate.Unknown, "lacks the right to get nodes", func() { s.kubectl("", "label", "pods", "--all", "topology.kubernetes.io/zone-") }, []string{reader}},
		{"nodes that are asked", "LIV-06", gate.Pass, "2 ready on 2 nodes in test-", nil, nil}, // the labels are gone for good
		{"as applied", "LIV-07", gate.Pass, "no difference", nil, nil},
		{"replicas beside the autoscaler", "LIV-07", gate.Pass, "no difference", func() {
			s.edit(deployment, "  minReadySeconds: 10\n", "  minReadySeconds: 10\n  replicas: 1\n")
		}, nil},
		{"an edit by hand", "LIV-07", gate.Fail, "deployment.apps/orders differs in spec.template.spec.containers[0].image", func() {
			s.edit(deployment, "  replicas: 1\n", "")
			s.kubectl("", "set", "image", "deployment/orders", "orders=elsewhere/orders:v9")
		}, nil},
		{"an edit that nobody may try", "LIV-07", gate.Unknown, "lack the right to patch deployments.apps in namespace " + s.namespace, nil, []string{evictor}},
		{"a label that was taken away", "LIV-07", gate.Fail, "service/orders differs in metadata.labels.owner", func() {
			s.must("apply", "--env", "production", "--force-conflicts", "--wait=false")
			s.kubectl("", "label", "service", "orders", "owner-")
		}, nil},
		{"what the overlay dropped", "LIV-07", gate.Fail, "serviceaccount/orders differs in metadata.annotations", func() {
			s.must("apply", "--env", "production", "--force-conflicts", "--wait=false")
			s.edit("deploy/base/serviceaccount.yaml", "metadata:\n", "metadata:\n  annotations: {note: mine}\n")
			s.must("apply", "--env", "production", "--wait=false")
			s.edit("deploy/base/serviceaccount.yaml", "  annotations: {note: mine}\n", "")
		}, nil},
		{"no metrics API", "LIV-08", gate.Unknown, "has no metrics API: install metrics-server", func() { s.must("apply", "--env", "production", "--wait=false") }, nil},
		{"within requests", "LIV-08", gate.Pass, "container orders: CPU 0.010 of ", func() {
			s.kubectl(metricsAPI, "create", "-f", "-")
			t.Cleanup(func() {
				s.cluster.Kubectl(t.Context(), "", "delete", "customresourcedefinition", "pods.metrics.k8s.io")
			})
			s.kubectl("", "wait", "--for=condition=Established", "customresourcedefinition/pods.metrics.k8s.io", "--timeout=30s")
			s.uses("10m", "20Mi")
		}, nil},
		{"beyond requests", "LIV-08", gate.Fail, "cores, memory 900 of ", func() { s.uses("10m", "900Mi") }, nil},
		{"a policy", "LIV-09", gate.Pass, "orders covers ingress and egress", nil, nil},
		{"no right to look", "LIV-09", gate.Unknown, "lack the right to get", nil, []string{nothing}},
		{"no policy", "LIV-09", gate.Fail, "no NetworkPolicy selects the pods", func() { s.kubectl("", "delete", "networkpolicy", "orders") }, nil},
		{"what is gone", "LIV-07", gate.Fail, "networkpolicy.networking.k8s.io/orders is not there", nil, nil},
	}
	t.Run("at most ten requests, and one an object", func(t *testing.T) {
		p := newAPIProxy(t, s.cluster, nil)
		code, out, errOut := runWith(t, nil, "check", "--for", "critical", "--env", "production", "--kubeconfig", p.kubeconfig, "-n", s.namespace, s.dir)
		require.Equal(t, exitGates, code, errOut)
		require.Contains(t, out, "pass     LIV-07")
		const objects = 6 // service account, Service, Deployment, autoscaler, budget, policy
		assert.LessOrEqual(t, len(p.requests), 10+objects, "%s", strings.Join(p.requests, "\n"))
		t.Logf("%d requests", len(p.requests))
	})
	for _, c := range cases {
		t.Run(c.gate+" "+c.name, func(t *testing.T) {
			s := runningService{&shop{t, s.cluster, s.namespace, s.dir}}
			if c.change != nil {
				c.change()
				defer s.healthy()
			}
			g := s.check(c.args...)[c.gate]
			assert.Equal(t, c.verdict, g.Verdict, g.Evidence)
			assert.Contains(t, g.Evidence, c.evidence)
		})
	}
}

// TestNotDeployed: what does not run can be no better than unknown, which warns
// on the way to rapid and keeps a service from critical.
func TestNotDeployed(t *testing.T) {
	s := runningService{newShop(t, "--stage", "rapid", "--set", "owner=a", "--set", "image=registry.internal/orders")}
	for id, g := range s.check() {
		if strings.HasPrefix(id, "LIV-") {
			assert.Equal(t, gate.Unknown, g.Verdict, id)
			assert.Contains(t, g.Evidence, "not deployed: there is no deployment.apps/orders in namespace "+s.namespace+" of context test; run 'kubectl svc apply --env production'", id)
		}
	}
	_, _, errOut := s.run("promote")
	assert.Contains(t, errOut, "LIV-01 unknown: live.rollouts is not known: not deployed")
	assert.Contains(t, errOut, "orders stays at rapid: OWN-01")

	p := newShop(t)
	code, out, errOut := p.run("promote", "--set", "owner=a", "--set", "image=registry.internal/orders")
	assert.Zero(t, code, errOut)
	assert.Contains(t, out, "unknown  LIV-01  Every workload has rolled out (advisory)")
	assert.Contains(t, out, "not deployed: there is no deployment.apps/orders in namespace "+p.namespace)
	_, err := os.Stat(filepath.Join(p.dir, "deploy/overlays/production"))
	assert.NoError(t, err)
}

// TestTheOverlaysOwnNamespace is where its service runs, whatever the kubeconfig
// says: that is where gates look, and where apply keeps its set.
func TestTheOverlaysOwnNamespace(t *testing.T) {
	s := newShop(t)
	s.edit("deploy/overlays/dev/kustomization.yaml", "kind: Kustomization\n", "kind: Kustomization\nnamespace: "+s.namespace+"\n")
	elsewhere := func(args ...string) (int, string, string) { // in the namespace default
		return runWith(t, nil, append(args, "--env", "dev", "--kubeconfig", s.cluster.Kubeconfig, s.dir)...)
	}
	code, out, errOut := elsewhere("apply")
	require.Zero(t, code, out+errOut)
	assert.True(t, s.exists("configmap/orders-applyset"))
	code, out, errOut = elsewhere("status")
	require.Zero(t, code, errOut)
	assert.Contains(t, out, "namespace "+s.namespace)
	assert.Contains(t, out, "1 of 1 available")

	_, out, errOut = elsewhere("check", "--for", "rapid")
	assert.Contains(t, out, "pass     LIV-02", errOut)
	assert.Contains(t, out, "the oldest of 1 pods")

	code, _, errOut = elsewhere("apply", "-n", "default")
	assert.Equal(t, 1, code)
	assert.Equal(t, "error: the overlay of dev sets namespace "+s.namespace+", and -n says default: leave -n out, or change the overlay\n", errOut)
	s.edit("svc.yaml", "  parameters:", "  environments: [{name: dev, namespace: shop}]\n  parameters:")
	code, _, errOut = elsewhere("apply")
	assert.Equal(t, 1, code)
	assert.Equal(t, "error: svc.yaml binds environment dev to namespace shop, and its overlay sets namespace "+s.namespace+": make them one\n", errOut)
}
