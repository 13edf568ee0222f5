package templates_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// judgedOn is the day on which the tests judge.
var judgedOn = time.Date(2026, time.November, 26, 12, 0, 0, 0, time.UTC)

const (
	someCommit = "0123456789abcdef0123456789abcdef01234567"
	someDigest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

// k6Summary is what 'make load' writes.
func k6Summary(commit, date string, ok bool) string {
	return fmt.Sprintf(`{"service":"orders","stage":"rapid","commit":%q,"date":%q,"profile":"smoke",`+
		`"thresholds":[{"metric":"http_req_failed","threshold":"rate<0.01","ok":%v}],"metrics":{}}`, commit, date, ok)
}

// review is a readiness review that was filled in.
func review(on, by string, box string) string {
	return fmt.Sprintf("# Readiness\n\n- Reviewed on: %s\n- Reviewed by: %s\n\n- [%s] Is there a way back?\n", on, by, box)
}

// catalog is a catalog entry with a link of a type.
func catalog(kind string) string {
	return "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: orders\n  links:\n" +
		"    - {url: \"https://rota.internal/checkout\", title: On-call, type: " + kind + "}\n"
}

// deserving is what a team has to bring by itself to enter critical.
func deserving(on time.Time) map[string]string {
	day := on.Format(time.DateOnly)
	return map[string]string{
		".github/CODEOWNERS":        "* @checkout/team-checkout\n",
		"catalog-info.yaml":         catalog("on-call"),
		"docs/readiness-review.md":  review(day, "somebody", "x"),
		"reports/coverage.out":      "mode: set\na.go:1.1,9.2 8 1\na.go:10.1,12.2 2 0\n",
		"reports/load-summary.json": k6Summary(someCommit, day+"T10:00:00Z", true),
		productionKustomization:     productionOverlay("digest: " + someDigest),
	}
}

const productionKustomization = "deploy/overlays/production/kustomization.yaml"

// productionOverlay runs an image by what is given: a digest or a tag.
func productionOverlay(by string) string {
	return "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - ../../base\ncomponents:\n  - local\nimages:\n" +
		"  - name: orders\n    newName: registry.internal/checkout/orders\n    " + by + "\n"
}

// verdicts renders a stage with all settings, edits it, and judges it by every
// gate that the stage asks for on entry or to be held.
func verdicts(t *testing.T, stage string, before *tree.Tree, edits ...func(tree.Tree)) map[string]gate.Judged {
	t.Helper()
	p := standard(t)
	dir := newService(t, stage, "go", settings(stage))
	files := filesOf(t, dir)
	for path, content := range deserving(judgedOn) {
		files[path] = tree.File{Content: []byte(content)}
	}
	for _, edit := range edits {
		edit(files)
	}
	raw, err := os.ReadFile(filepath.Join(dir, record.FileName))
	require.NoError(t, err)
	r, err := record.Parse(raw)
	require.NoError(t, err)
	values, err := p.Values(stage, "go", r.Spec.Parameters)
	require.NoError(t, err)
	gates, err := gate.Load(p)
	require.NoError(t, err)
	source := facts.Source{Files: files.FS(), Now: judgedOn}
	if before != nil {
		source.Before = before.FS()
	}
	report, err := gates.Judge(t.Context(), gate.Subject{
		Name: serviceName, Language: "go", Parameters: values, Now: judgedOn, Facts: facts.New(source),
	}, stage, onFiles(append(gates.Holding(stage), gates.Entering(p.StageNames()[0], stage)...)))
	require.NoError(t, err)
	out := map[string]gate.Judged{}
	for _, g := range report.Gates {
		out[g.ID] = g
	}
	return out
}

// onFiles are the gates that need no cluster and no Prometheus. Those that do
// are tested where the plugin asks them.
func onFiles(all []gate.Selected) []gate.Selected {
	return slices.DeleteFunc(all, func(s gate.Selected) bool {
		return slices.Contains(s.Gate.Needs, facts.NeedLive) || slices.Contains(s.Gate.Needs, facts.NeedPrometheus)
	})
}

// write makes an edit that replaces or adds a file.
func write(path, content string) func(tree.Tree) {
	return func(files tree.Tree) { files[path] = tree.File{Content: []byte(content)} }
}

// remove makes an edit that deletes a file.
func remove(path string) func(tree.Tree) { return func(files tree.Tree) { delete(files, path) } }

// change makes an edit of a text that stands once in a file.
func change(path, old, now string) func(tree.Tree) {
	return func(files tree.Tree) {
		content := string(files[path].Content)
		if strings.Count(content, old) < 1 {
			panic(fmt.Sprintf("%s does not hold %q", path, old))
		}
		files[path] = tree.File{Content: []byte(strings.Replace(content, old, now, 1))}
	}
}

// local adds what a user would to an overlay's own place.
func local(env, resource string) []func(tree.Tree) {
	dir := "deploy/overlays/" + env + "/local/"
	return []func(tree.Tree){
		write(dir+"kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources:\n  - own.yaml\n"),
		write(dir+"own.yaml", resource),
	}
}

func TestGatesPass(t *testing.T) {
	for id, g := range verdicts(t, "critical", nil) {
		assert.Equal(t, gate.Pass, g.Verdict, "%s: %s", id, g.Evidence)
		assert.NotEmpty(t, g.Evidence, id)
	}
	rapid := verdicts(t, "rapid", nil)
	for id, g := range rapid {
		assert.Equal(t, gate.Pass, g.Verdict, "%s: %s", id, g.Evidence)
	}
}

// TestGatesOfTheBareTemplate: what a stage makes by itself holds what the stage
// promises; only what a team has to bring is missing.
func TestGatesOfTheBareTemplate(t *testing.T) {
	p := standard(t)
	gates, err := gate.Load(p)
	require.NoError(t, err)
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		dir := newService(t, stage, l.name, least(stage))
		var values map[string]any
		values, err := p.Values(stage, l.name, map[string]any{"owner": "team-checkout", "image": "registry.internal/checkout/orders"})
		require.NoError(t, err)
		report, err := gates.Judge(t.Context(), gate.Subject{
			Name: serviceName, Language: l.name, Parameters: values, Now: judgedOn,
			Facts: facts.New(facts.Source{Files: os.DirFS(dir), Now: judgedOn}),
		}, stage, onFiles(gates.Holding(stage)))
		require.NoError(t, err)
		team := []string{"OWN-01", "OWN-03", "DOC-01", "NET-01", "SUP-01", "TST-01", "TST-02"}
		for _, g := range report.Gates {
			if g.ID == "NET-01" {
				assert.Equal(t, gate.Fail, g.Verdict, "egress is not declared")
			}
			if g.Verdict != gate.Pass {
				assert.Contains(t, team, g.ID, "%s: %s", g.Verdict, g.Evidence)
			}
		}
	})
}

func TestGatesFail(t *testing.T) {
	deployment := "deploy/base/deployment.yaml"
	cases := []struct {
		name, gate string
		verdict    gate.Verdict
		evidence   string
		edits      []func(tree.Tree)
	}{
		{"no CODEOWNERS", "OWN-01", gate.Fail, "there is no CODEOWNERS", []func(tree.Tree){remove(".github/CODEOWNERS")}},
		{"CODEOWNERS names nobody", "OWN-01", gate.Fail, "names nobody", []func(tree.Tree){write(".github/CODEOWNERS", "# @nobody\n*\n")}},
		{"no runbook", "OWN-02", gate.Fail, "there is no docs/runbook.md", []func(tree.Tree){remove("docs/runbook.md")}},
		{"an alert without a section", "OWN-02", gate.Fail, "no section for ServiceAbsent", []func(tree.Tree){change("docs/runbook.md", "## ServiceAbsent", "## Gone")}},
		{"a section only in a code block", "OWN-02", gate.Fail, "no section for ServiceAbsent",
			[]func(tree.Tree){change("docs/runbook.md", "## ServiceAbsent", "```\n## ServiceAbsent\n```")}},
		{"no rules", "OWN-02", gate.Unknown, "there is no monitoring/rules.yaml", []func(tree.Tree){remove("monitoring/rules.yaml")}},
		{"rules that do not parse", "OWN-02", gate.Unknown, "monitoring/rules.yaml", []func(tree.Tree){write("monitoring/rules.yaml", "groups: [")}},
		{"no catalog", "OWN-03", gate.Fail, "there is no catalog-info.yaml", []func(tree.Tree){remove("catalog-info.yaml")}},
		{"no rota", "OWN-03", gate.Fail, "no link of type on-call", []func(tree.Tree){write("catalog-info.yaml", catalog("wiki"))}},
		{"a catalog that does not parse", "OWN-03", gate.Unknown, "catalog-info.yaml", []func(tree.Tree){write("catalog-info.yaml", "a: [")}},
		{"no review", "DOC-01", gate.Fail, "there is no docs/readiness-review.md", []func(tree.Tree){remove("docs/readiness-review.md")}},
		{"a review without a date", "DOC-01", gate.Fail, "no date", []func(tree.Tree){write("docs/readiness-review.md", review("", "somebody", "x"))}},
		{"a review by nobody", "DOC-01", gate.Fail, "names nobody", []func(tree.Tree){write("docs/readiness-review.md", review("2026-11-01", "", "x"))}},
		{"an open question", "DOC-01", gate.Fail, "1 open: Is there a way back?", []func(tree.Tree){write("docs/readiness-review.md", review("2026-11-01", "somebody", " "))}},
		{"a review of a year ago", "DOC-01", gate.Fail, "older than a year", []func(tree.Tree){write("docs/readiness-review.md", review("2025-11-26", "somebody", "x"))}},
		{"a review of the future", "DOC-01", gate.Fail, "dated in the future", []func(tree.Tree){write("docs/readiness-review.md", review("2027-01-01", "somebody", "x"))}},
		{"the signal is ignored", "SRC-01", gate.Fail, "no source file handles SIGTERM", []func(tree.Tree){func(files tree.Tree) {
			for path, f := range files {
				files[path] = tree.File{Content: []byte(strings.ReplaceAll(string(f.Content), "SIGTERM", "SIGUSR1"))}
			}
		}}},
		{"one probe for two questions", "SRC-01", gate.Fail, "the same readiness and liveness probe", []func(tree.Tree){change(deployment, "path: /healthz", "path: /readyz"), change(deployment, "path: /healthz", "path: /readyz")}},
		{"no coverage", "TST-01", gate.Unknown, "repo.coverage is not known: there is no reports/coverage.out or reports/lcov.info", []func(tree.Tree){remove("reports/coverage.out")}},
		{"too little coverage", "TST-01", gate.Fail, "50.0 %", []func(tree.Tree){write("reports/coverage.out", "mode: set\na.go:1.1,2.2 1 1\na.go:3.1,4.2 1 0\n")}},
		{"coverage that is no profile", "TST-01", gate.Unknown, "line 2", []func(tree.Tree){write("reports/coverage.out", "mode: set\nnonsense\n")}},
		{"coverage by lcov", "TST-01", gate.Fail, "75.0 % by reports/lcov.info", []func(tree.Tree){remove("reports/coverage.out"), write("reports/lcov.info", "SF:a.ts\nLF:8\nLH:6\nend_of_record\n")}},
		{"no load test", "TST-02", gate.Unknown, "there is no reports/load-summary.json", []func(tree.Tree){remove("reports/load-summary.json")}},
		{"a missed threshold", "TST-02", gate.Fail, "missed http_req_failed rate<0.01", []func(tree.Tree){write("reports/load-summary.json", k6Summary(someCommit, "2026-11-20T10:00:00Z", false))}},
		{"a load test of no commit", "TST-02", gate.Fail, "names no commit", []func(tree.Tree){write("reports/load-summary.json", k6Summary("", "2026-11-20T10:00:00Z", true))}},
		{"a load test of 90 days ago", "TST-02", gate.Fail, "older than 90 days", []func(tree.Tree){write("reports/load-summary.json", k6Summary(someCommit, "2026-08-28T11:00:00Z", true))}},
		{"a load test without a date", "TST-02", gate.Unknown, "its date", []func(tree.Tree){write("reports/load-summary.json", k6Summary(someCommit, "yesterday", true))}},
		{"a shortened load test", "TST-02", gate.Fail, "trial", []func(tree.Tree){change("reports/load-summary.json", `"smoke"`, `"trial"`)}},
		{"an action by tag", "CI-01", gate.Fail, "actions/checkout@v4 is not pinned",
			[]func(tree.Tree){write(".github/workflows/own.yaml", "permissions: {}\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n")}},
		{"default permissions", "CI-01", gate.Fail, "no permissions at the top", []func(tree.Tree){write(".github/workflows/own.yaml", "jobs: {}\n")}},
		{"write-all", "CI-01", gate.Fail, "every job may write everything", []func(tree.Tree){write(".github/workflows/own.yaml", "permissions: write-all\njobs: {}\n")}},
		{"a job that may write everything", "CI-01", gate.Fail, "job a may write everything", []func(tree.Tree){write(".github/workflows/own.yaml", "permissions: {}\njobs:\n  a:\n    permissions: write-all\n")}},
		{"a workflow that does not parse", "CI-01", gate.Unknown, ".github/workflows/own.yaml", []func(tree.Tree){write(".github/workflows/own.yaml", "jobs: [")}},
		{"no startup probe", "MAN-01", gate.Fail, "no startup probe", []func(tree.Tree){change(deployment, "startupProbe:", "livenessProbe2:")}},
		{"replicas", "MAN-01", gate.Fail, "Deployment/orders sets replicas", []func(tree.Tree){change(deployment, "revisionHistoryLimit: 5", "revisionHistoryLimit: 5\n  replicas: 3")}},
		{"an autoscaler for another", "MAN-01", gate.Fail, "no autoscaler", []func(tree.Tree){change("deploy/base/hpa.yaml", "    name: orders", "    name: other")}},
		{"two replicas are enough", "MAN-01", gate.Fail, "fewer than three replicas", []func(tree.Tree){change("deploy/base/hpa.yaml", "minReplicas: 3", "minReplicas: 2")}},
		{"no disruption budget", "MAN-01", gate.Fail, "no PodDisruptionBudget", []func(tree.Tree){change("deploy/base/kustomization.yaml", "  - pdb.yaml\n", "")}},
		{"no network policy", "MAN-01", gate.Fail, "no NetworkPolicy", []func(tree.Tree){change("deploy/base/kustomization.yaml", "  - networkpolicy.yaml\n", "")}},
		{"an overlay that does not build", "MAN-01", gate.Unknown, "overlay.lacks is not known", []func(tree.Tree){remove("deploy/base/service.yaml")}},
		{"a remote base", "MAN-01", gate.Unknown, "nothing is fetched", []func(tree.Tree){change("deploy/base/kustomization.yaml", "resources:\n", "resources:\n  - https://kustomize.invalid/base?ref=v1\n")}},
		{"a writable root", "MAN-02", gate.Fail, "allowPrivilegeEscalation", []func(tree.Tree){change(deployment, "allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true")}},
		{"runs as root", "MAN-02", gate.Fail, "runAsNonRoot", []func(tree.Tree){change(deployment, "runAsNonRoot: true", "runAsNonRoot: false")}},
		{"production by tag", "SUP-01", gate.Fail, "container orders runs registry.internal/checkout/orders:v1.2.3",
			[]func(tree.Tree){write("deploy/overlays/production/kustomization.yaml", productionOverlay("newTag: v1.2.3"))}},
	}
	for _, c := range cases {
		t.Run(c.gate+" "+c.name, func(t *testing.T) {
			g := verdicts(t, "critical", nil, c.edits...)[c.gate]
			assert.Equal(t, c.verdict, g.Verdict, g.Evidence)
			assert.Contains(t, g.Evidence, c.evidence)
			assert.NotEmpty(t, g.Remedy)
		})
	}
}

// TestContradictions: each object is valid, and together they do not work.
func TestContradictions(t *testing.T) {
	deployment, service := "deploy/base/deployment.yaml", "deploy/base/service.yaml"
	cases := []struct {
		name, evidence string
		edits          []func(tree.Tree)
	}{
		{"pods that the selector does not find", "Deployment/orders selects app.kubernetes.io/name=others, and its own pods are labelled otherwise",
			[]func(tree.Tree){change(deployment, "matchLabels:\n      app.kubernetes.io/name: orders", "matchLabels:\n      app.kubernetes.io/name: others")}},
		{"a Service of nobody", "Service/orders selects no pod", []func(tree.Tree){change(service, "    app.kubernetes.io/instance: orders", "    app.kubernetes.io/instance: other")}},
		{"a Service port that no container has", "Service/orders sends port 9090 to container port metrics, which no container has",
			[]func(tree.Tree){change(service, "targetPort: admin", "targetPort: metrics")}},
		{"a probe port that the container lacks", "the startup probe of container orders asks at port 9091", []func(tree.Tree){change(deployment, "port: admin", "port: 9091")}},
		{"an autoscaler of nothing", "HorizontalPodAutoscaler/orders scales Deployment/other, which does not exist",
			[]func(tree.Tree){change("deploy/base/hpa.yaml", "    name: orders", "    name: other")}},
		{"a budget of nobody", "PodDisruptionBudget/orders selects no pod", []func(tree.Tree){change("deploy/base/pdb.yaml", "app.kubernetes.io/instance: orders", "app.kubernetes.io/instance: other")}},
		{"a budget that no drain passes", "PodDisruptionBudget/orders lets no pod go", []func(tree.Tree){change("deploy/base/pdb.yaml", "maxUnavailable: 1", "maxUnavailable: 0")}},
		{"a budget that wants all", "PodDisruptionBudget/orders wants all replicas to stay (minAvailable 3)", []func(tree.Tree){change("deploy/base/pdb.yaml", "maxUnavailable: 1", "minAvailable: 3")}},
		{"a network policy of nobody", "NetworkPolicy/orders selects no pod", []func(tree.Tree){change("deploy/base/networkpolicy.yaml", "app.kubernetes.io/instance: orders", "app.kubernetes.io/instance: other")}},
		{"an Ingress to nowhere", "sends to Service/other, which does not exist", []func(tree.Tree){change("deploy/base/ingress.yaml", "name: orders\n                port", "name: other\n                port")}},
		{"a volume that the pod lacks", "mounts volume scratch, which the pod does not have", []func(tree.Tree){change(deployment, "            - name: tmp\n              mountPath: /tmp", "            - name: scratch\n              mountPath: /tmp")}},
		{"an HTTPRoute to a port there is not", "HTTPRoute/own sends to port 81 of Service/orders, which has none such",
			local("production", "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: own\nspec:\n  rules:\n    - backendRefs:\n        - {name: orders, port: 81}\n")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g := verdicts(t, "critical", nil, c.edits...)["MAN-03"]
			assert.Equal(t, gate.Fail, g.Verdict, g.Evidence)
			assert.Contains(t, g.Evidence, c.evidence)
		})
	}
}

// TestImmutable: a field that the API server would refuse to change is told
// before anything is written, with what it takes.
func TestImmutable(t *testing.T) {
	before := filesOf(t, newService(t, "rapid", "go", settings("rapid")))
	claim := "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\nspec:\n  accessModes: [ReadWriteOnce]\n  storageClassName: %s\n  resources: {requests: {storage: %s}}\n"
	for _, edit := range local("production", fmt.Sprintf(claim, "slow", "1Gi")) {
		edit(before)
	}
	selector := func(files tree.Tree) {
		path := "deploy/base/deployment.yaml"
		files[path] = tree.File{Content: []byte(strings.ReplaceAll(string(files[path].Content), "app.kubernetes.io/name: orders", "app.kubernetes.io/name: orders-v2"))}
	}
	g := verdicts(t, "rapid", &before, append(local("production", fmt.Sprintf(claim, "fast", "2Gi")), selector)...)["MAN-03"]
	assert.Equal(t, gate.Fail, g.Verdict)
	assert.Contains(t, g.Evidence, "Deployment/orders spec.selector changes, which is immutable once live: kubectl delete deployment orders --cascade=orphan, then apply")
	assert.Contains(t, g.Evidence, "PersistentVolumeClaim/data spec.storageClassName changes")
	assert.NotContains(t, g.Evidence, "spec.resources", "a claim may grow")

	g = verdicts(t, "rapid", &before, local("production", fmt.Sprintf(claim, "slow", "2Gi"))...)["MAN-03"]
	assert.Equal(t, gate.Pass, g.Verdict, g.Evidence)
}
