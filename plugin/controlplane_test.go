package plugin

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testcluster"
)

// shop is a service in a folder and a namespace of its own on the test cluster.
type shop struct {
	t         *testing.T
	cluster   *testcluster.Cluster
	namespace string
	dir       string
}

func newShop(t *testing.T, args ...string) *shop {
	t.Helper()
	s := &shop{t: t, cluster: testcluster.Shared(t), dir: filepath.Join(t.TempDir(), "orders")}
	s.namespace = s.cluster.Namespace(t, nil)
	code, _, errOut := runWith(t, nil, append([]string{"new", "orders", "--dir", s.dir}, args...)...)
	require.Zero(t, code, errOut)
	return s
}

// run runs a command on the cluster; the folder comes last.
func (s *shop) run(args ...string) (code int, out, errOut string) {
	s.t.Helper()
	return runWith(s.t, nil, append(args, "--kubeconfig", s.cluster.Kubeconfig, "-n", s.namespace, s.dir)...)
}

// must is a command that has to succeed.
func (s *shop) must(args ...string) (out string) {
	s.t.Helper()
	code, out, errOut := s.run(args...)
	require.Zerof(s.t, code, "%v:\n%s%s", args, out, errOut)
	return out
}

func (s *shop) kubectl(stdin string, args ...string) string {
	s.t.Helper()
	out, err := s.cluster.Kubectl(s.t.Context(), stdin, append([]string{"-n", s.namespace}, args...)...)
	require.NoErrorf(s.t, err, "kubectl %v: %s", args, out.Stderr)
	return out.Stdout
}

// exists tells whether an object is there.
func (s *shop) exists(object string) bool {
	return s.kubectl("", "get", object, "--ignore-not-found", "-o", "name") != ""
}

func (s *shop) replicas() string {
	return s.kubectl("", "get", "deployment", "orders", "-o", "jsonpath={.spec.replicas}")
}

// edit replaces a text in a file of the service.
func (s *shop) edit(path, old, now string) {
	s.t.Helper()
	path = filepath.Join(s.dir, filepath.FromSlash(path))
	content, err := os.ReadFile(path)
	require.NoError(s.t, err)
	require.Contains(s.t, string(content), old)
	require.NoError(s.t, os.WriteFile(path, []byte(strings.Replace(string(content), old, now, 1)), 0o644))
}

// promote goes to the next stage; gates that ask for what a team has to bring
// are waived.
func (s *shop) promote(args ...string) {
	s.t.Helper()
	_, _, errOut := s.run(append([]string{"promote"}, args...)...)
	for _, gate := range regexp.MustCompile(`(?m)^([A-Z]+-\d+) `).FindAllStringSubmatch(errOut, -1) {
		args = append(args, "--waive", gate[1]+"=a test brings none")
	}
	if len(args) > 0 && errOut != "" {
		args = append(args, "--until", "2099-12-31")
		s.must(append([]string{"promote"}, args...)...)
	}
}

const deployment = "deploy/base/deployment.yaml"

// TestALifeInACluster goes through all stages, each applied to the same
// environment, with its rollout becoming ready.
func TestALifeInACluster(t *testing.T) {
	s := newShop(t)
	out := s.must("apply", "--env", "dev")
	assert.Contains(t, out, "deployment.apps/orders created\n")
	assert.Contains(t, s.must("status", "--env", "dev"), "1 of 1 available")

	s.promote("--set", "owner=team-shop", "--set", "image=registry.internal/orders")
	require.Contains(t, s.must("status"), "rapid")
	assert.Contains(t, s.must("status", "--env", "dev"), "live", "what was promoted is not applied yet")
	out = s.must("apply", "--env", "dev")
	assert.Contains(t, out, "deployment.apps/orders configured\n")
	assert.Contains(t, out, "poddisruptionbudget.policy/orders created\n")

	s.promote()
	require.Contains(t, s.must("status"), "critical")
	s.must("apply", "--env", "dev")
	out = s.must("apply", "--env", "dev")
	assert.NotContains(t, out, "configured", "applying twice changes nothing")
	code, out, errOut := s.run("diff", "--env", "dev")
	assert.Zero(t, code, out+errOut)
	code, out, _ = runWith(t, nil, "list", "--kubeconfig", s.cluster.Kubeconfig, "-n", s.namespace)
	assert.Zero(t, code)
	assert.Regexp(t, `orders +critical +dev +1/1 +\S+ +team-shop`, out)
}

// TestListByWhoMaySeeDeployments: where there is no Argo Rollouts, no right to its
// objects is missing.
func TestListByWhoMaySeeDeployments(t *testing.T) {
	s := runningService{newShop(t)}
	viewer := s.may("viewer", `{apiGroups: [apps], resources: [deployments], verbs: [list]}`)
	s.must("apply", "--env", "dev", "--wait=false")
	code, out, errOut := runWith(t, nil, "list", "--kubeconfig", s.cluster.Kubeconfig, "-n", s.namespace, viewer)
	assert.Zero(t, code, errOut)
	assert.Contains(t, out, "orders   prototype")
	assert.Contains(t, out, "NAME ")
	assert.Empty(t, errOut)
	_, bare, _ := runWith(t, nil, "list", "--kubeconfig", s.cluster.Kubeconfig, "-n", s.namespace, viewer, "--no-headers")
	assert.Regexp(t, `^orders +prototype[^\n]*\n$`, bare)
}

// TestUnknownDriftIsNoAnswer: what cannot be told of the cluster is an error, and
// what is deployed nowhere is to be applied.
func TestUnknownDriftIsNoAnswer(t *testing.T) {
	s := runningService{newShop(t)}
	out := s.must("status", "--env", "dev")
	assert.Contains(t, out, "3 objects differ from the overlay of environment dev")
	assert.Contains(t, out, "→ kubectl svc apply --env dev "+s.dir)
	reader := s.may("reader", `{apiGroups: [apps], resources: [deployments], verbs: [get]}`)
	for flag, want := range map[string]int{"--exit-code=false": exitError, "--exit-code": statusTrouble} {
		code, out, errOut := s.run("status", "--env", "dev", flag, reader)
		assert.Equal(t, want, code, flag)
		assert.Contains(t, out, "deployment.apps/orders  not deployed")
		assert.Contains(t, errOut, "error: whether it differs from the overlay is not known: ")
	}
}

// TestReplicasAreNeverLowered: an autoscaler takes over what somebody had
// written and applied, by kubectl or by us.
func TestReplicasAreNeverLowered(t *testing.T) {
	for _, by := range []string{"svc", "kubectl", "kubectl server-side"} {
		t.Run(by, func(t *testing.T) {
			s := newShop(t, "--stage", "rapid", "--set", "owner=a", "--set", "image=registry.internal/orders")
			s.edit(deployment, "  revisionHistoryLimit: 5\n", "  revisionHistoryLimit: 5\n  replicas: 6\n")
			s.edit("deploy/base/kustomization.yaml", "  - hpa.yaml\n", "")
			s.edit("deploy/overlays/staging/kustomization.yaml", "kind: Kustomization\n", "kind: Kustomization\nnamespace: "+s.namespace+"\n")
			switch by {
			case "svc":
				s.must("apply", "--env", "staging", "--wait=false")
			case "kubectl":
				s.kubectl("", "apply", "-k", filepath.Join(s.dir, "deploy/overlays/staging"))
			default:
				s.kubectl("", "apply", "--server-side", "--field-manager", "kubectl-svc", "-k", filepath.Join(s.dir, "deploy/overlays/staging"))
			}
			require.Equal(t, "6", s.replicas())

			s.edit("deploy/base/kustomization.yaml", "  - deployment.yaml\n", "  - deployment.yaml\n  - hpa.yaml\n")
			s.edit(deployment, "  replicas: 6\n", "")
			lowest := s.watchReplicas()
			s.must("apply", "--env", "staging", "--wait=false")
			s.must("apply", "--env", "staging", "--wait=false")
			assert.Equal(t, "6", s.replicas())
			assert.NotContains(t, lowest(), "1", "not for a moment")
			assert.True(t, s.exists("hpa/orders"))
			assert.NotContains(t, s.kubectl("", "get", "deployment", "orders", "--show-managed-fields", "-o", "yaml"), "kubectl-client-side-apply")
		})
	}
}

// watchReplicas collects every number of replicas that the Deployment has from
// now on.
func (s *shop) watchReplicas() (seen func() []string) {
	done := make(chan string, 1)
	go func() {
		out, _ := s.cluster.Kubectl(s.t.Context(), "", "-n", s.namespace, "get", "deployment", "orders", "--watch", "--request-timeout=6s", "-o", "jsonpath={.spec.replicas}{'\\n'}")
		done <- out.Stdout
	}()
	return func() []string { return strings.Fields(<-done) }
}

// TestAnAutoscalerThatWouldTakePodsAway is refused before anything is done.
func TestAnAutoscalerThatWouldTakePodsAway(t *testing.T) {
	s := newShop(t, "--stage", "rapid", "--set", "owner=a", "--set", "image=registry.internal/orders")
	s.edit("deploy/base/kustomization.yaml", "  - hpa.yaml\n", "")
	s.must("apply", "--env", "staging", "--wait=false")
	s.kubectl("", "scale", "deployment", "orders", "--replicas=9")
	s.edit("deploy/base/kustomization.yaml", "  - deployment.yaml\n", "  - deployment.yaml\n  - hpa.yaml\n")
	code, _, errOut := s.run("apply", "--env", "staging", "--wait=false")
	assert.Equal(t, exitError, code)
	assert.Contains(t, errOut, "allows 6 replicas, and deployment.apps/orders runs 9")
	assert.False(t, s.exists("hpa/orders"))
}

// TestConflicts are named by field and owner, and nothing is applied.
func TestConflicts(t *testing.T) {
	s := newShop(t)
	s.must("apply", "--env", "dev")
	s.kubectl("", "set", "image", "deployment/orders", "orders=elsewhere/orders:v9", "--field-manager=somebody")
	s.edit("deploy/base/service.yaml", "kind: Service\n", "kind: Service # touched\n")
	code, out, errOut := s.run("apply", "--env", "dev")
	assert.Equal(t, exitError, code)
	assert.Empty(t, out)
	assert.Contains(t, errOut, `deployment.apps/orders: spec.template.spec.containers[name="orders"].image belongs to somebody`)
	assert.Contains(t, errOut, "--force-conflicts; nothing was applied")
	code, out, _ = s.run("diff", "--env", "dev")
	assert.Equal(t, diffSome, code)
	assert.Contains(t, out, "-        image: elsewhere/orders:v9\n+        image: orders:dev\n")
	assert.Regexp(t, `live +1 object differs`, s.must("status", "--env", "dev"))
	s.must("apply", "--env", "dev", "--force-conflicts")
	assert.Equal(t, "orders:dev", s.kubectl("", "get", "deployment", "orders", "-o", "jsonpath={.spec.template.spec.containers[0].image}"))
}

// TestPrune deletes what the overlay no longer has, and nothing else.
func TestPrune(t *testing.T) {
	s := newShop(t)
	local := filepath.Join(s.dir, "deploy/overlays/dev/local")
	kustomization, err := os.ReadFile(filepath.Join(local, "kustomization.yaml"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(local, "own.yaml"), []byte("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own}\n"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(local, "kustomization.yaml"), []byte("apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [own.yaml]\n"), 0o644))
	s.must("apply", "--env", "dev")
	require.True(t, s.exists("configmap/own"))
	label := s.kubectl("", "get", "configmap", "own", "-o", `jsonpath={.metadata.labels.applyset\.kubernetes\.io/part-of}`)
	require.NotEmpty(t, label)
	s.kubectl("", "create", "configmap", "copied")
	s.kubectl("", "label", "configmap", "copied", "applyset.kubernetes.io/part-of="+label)
	s.kubectl("", "create", "configmap", "stranger")

	require.NoError(t, os.WriteFile(filepath.Join(local, "kustomization.yaml"), kustomization, 0o644))
	assert.Contains(t, s.must("apply", "--env", "dev", "--dry-run=server"), "configmap/own pruned (server dry run)\n")
	require.True(t, s.exists("configmap/own"))
	code, out, _ := s.run("diff", "--env", "dev")
	assert.Equal(t, diffSome, code)
	assert.Contains(t, out, "-kind: ConfigMap")
	code, out, errOut := s.run("apply", "--env", "dev")
	require.Zero(t, code, errOut)
	assert.Contains(t, out, "configmap/own pruned\n")
	assert.Contains(t, errOut, "note: configmap/copied is left alone")
	assert.False(t, s.exists("configmap/own"))
	assert.True(t, s.exists("configmap/copied"))
	assert.True(t, s.exists("configmap/stranger"))
}

// TestAMissingRight is named, for a real service account.
func TestAMissingRight(t *testing.T) {
	s := newShop(t)
	s.kubectl("", "create", "serviceaccount", "ci")
	user := "system:serviceaccount:" + s.namespace + ":ci"
	for args, want := range map[string]string{
		"list":            user + " lacks the right to list deployments.apps in namespace " + s.namespace,
		"apply --env dev": user + " lacks the right to get configmaps in namespace " + s.namespace,
		"diff --env dev":  user + " lacks the right to get configmaps in namespace " + s.namespace,
	} {
		all := append(strings.Fields(args), "--kubeconfig", s.cluster.Kubeconfig, "-n", s.namespace, "--as", user)
		if args != "list" {
			all = append(all, s.dir)
		}
		code, _, errOut := runWith(t, nil, all...)
		assert.NotZero(t, code)
		assert.Contains(t, errOut, want)
	}
	// What may be read and not written leaves nothing half-done.
	s.kubectl("", "create", "rolebinding", "ci", "--clusterrole=view", "--serviceaccount="+s.namespace+":ci")
	code, _, errOut := s.run("apply", "--env", "dev", "--as", user)
	assert.Equal(t, exitError, code)
	assert.Contains(t, errOut, "lacks the right to patch serviceaccounts in namespace "+s.namespace)
	assert.False(t, s.exists("deployment/orders"))
}

// TestAStuckRollout is explained, and undone where that is asked for.
func TestAStuckRollout(t *testing.T) {
	s := newShop(t)
	s.must("apply", "--env", "dev")
	s.edit(deployment, "      serviceAccountName: orders\n", "      serviceAccountName: orders\n      nodeSelector: {disk: none-such}\n")
	code, out, errOut := s.run("apply", "--env", "dev", "--timeout", "8s", "--undo-on-failure")
	assert.Equal(t, exitError, code)
	assert.Contains(t, errOut, "not scheduled: ")
	assert.Contains(t, errOut, "didn't match Pod's node affinity/selector")
	assert.Contains(t, errOut, "did not finish within 8s; deployment.apps/orders: waiting for ")
	assert.Contains(t, errOut, "the previous revision runs again")
	assert.Contains(t, out, "deployment.apps/orders undone\n")
	assert.Empty(t, s.kubectl("", "get", "deployment", "orders", "-o", "jsonpath={.spec.template.spec.nodeSelector}"))
}

// TestServerDryRun names what the API server would refuse by file and field,
// immutable fields included.
func TestServerDryRun(t *testing.T) {
	s := newShop(t)
	s.must("apply", "--env", "dev")
	s.edit(deployment, "app.kubernetes.io/name: orders", "app.kubernetes.io/name: other")
	s.edit(deployment, "app.kubernetes.io/name: orders", "app.kubernetes.io/name: other")
	before, err := os.ReadFile(filepath.Join(s.dir, deployment))
	require.NoError(t, err)
	code, _, errOut := s.run("update", "--dry-run=server")
	assert.Equal(t, exitError, code)
	assert.Contains(t, errOut, "deploy/base/deployment.yaml")
	assert.Contains(t, errOut, "(dev): deployment.apps/orders: spec.selector: ")
	assert.Contains(t, errOut, "field is immutable")
	after, err := os.ReadFile(filepath.Join(s.dir, deployment))
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after))
}

// TestABoundEnvironment goes nowhere but where svc.yaml says.
func TestABoundEnvironment(t *testing.T) {
	s := newShop(t)
	path := filepath.Join(s.dir, "svc.yaml")
	record, err := os.ReadFile(path)
	require.NoError(t, err)
	bound := func(context, namespace string) {
		text := string(record) + "  environments:\n    - {name: dev, context: " + context + ", namespace: " + namespace + "}\n"
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	bound("prod", s.namespace)
	code, _, errOut := s.run("apply", "--env", "dev")
	assert.Equal(t, exitError, code)
	assert.Contains(t, errOut, "binds environment dev to context prod, and the current one is test: add --context prod")
	bound("test", "elsewhere")
	code, _, errOut = s.run("apply", "--env", "dev")
	assert.Equal(t, exitError, code)
	assert.Contains(t, errOut, "binds environment dev to namespace elsewhere, and -n says "+s.namespace)
	bound("test", s.namespace)
	code, _, errOut = runWith(t, nil, "apply", "--env", "dev", "--kubeconfig", s.cluster.Kubeconfig, s.dir)
	assert.Zero(t, code, errOut)
}
