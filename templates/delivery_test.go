package templates_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// Digests that look like some.
var (
	oneDigest     = "sha256:" + strings.Repeat("1", 64)
	anotherDigest = "sha256:" + strings.Repeat("a", 64)
)

// TestPinnedDigestRuns holds that make pin makes an environment run a digest,
// changes no other line, and has nothing to do the second time.
func TestPinnedDigestRuns(t *testing.T) {
	dir := newService(t, "rapid", "go", least("rapid"))
	file := filepath.Join(dir, "deploy", "overlays", "production", "kustomization.yaml")
	before, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, digest := range []string{oneDigest, anotherDigest} {
		makes(t, dir, "pin", "ENV=production", "DIGEST="+digest)
		image := "image: registry.internal/checkout/orders@" + digest + "\n"
		assert.Contains(t, command(t, dir, "kubectl", "kustomize", "deploy/overlays/production"), image)
		once, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, strings.Replace(string(before), "newTag: unreleased", "digest: "+digest, 1), string(once))
		makes(t, dir, "pin", "ENV=production", "DIGEST="+digest)
		twice, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(once), string(twice))
	}
	assert.NotContains(t, command(t, dir, "kubectl", "kustomize", "deploy/overlays/staging"), "@sha256:", "the other environments stay")
}

// TestPinReadsWhatPeopleWrite gives the script overlays as kustomize and people
// leave them.
func TestPinReadsWhatPeopleWrite(t *testing.T) {
	for name, test := range map[string]struct{ file, want string }{
		"as kustomize edit writes it": {
			"images:\n- name: orders\n  newName: a/orders\n  newTag: v1\nresources:\n- ../../base\n",
			"images:\n- name: orders\n  newName: a/orders\n  digest: D\nresources:\n- ../../base\n",
		},
		"the digest first, quoted": {
			"images:\n  - digest: 'sha256:0'\n    name: \"orders\" # ours\n",
			"images:\n  - digest: D\n    name: \"orders\" # ours\n",
		},
		"both a tag and a digest": {
			"images:\n  - name: orders\n    newTag: v1\n    digest: sha256:0\n",
			"images:\n  - name: orders\n    digest: D\n",
		},
		"a sidecar beside it": {
			"images:\n  - name: orders-proxy\n    newTag: v9\n  - name: orders\n    newTag: v1\n  # and\n  - name: other\n    digest: sha256:9\n",
			"images:\n  - name: orders-proxy\n    newTag: v9\n  - name: orders\n    digest: D\n  # and\n  - name: other\n    digest: sha256:9\n",
		},
		"CRLF, and no end": {
			"images:\r\n  - name: orders\r\n    newTag: v1\r\npatches: []",
			"images:\r\n  - name: orders\r\n    digest: D\r\npatches: []\n",
		},
		"another list with the same words": {
			"configMapGenerator:\n  - name: orders\n    newTag: v1\nimages:\n  - name: orders\n    newTag: v1\n",
			"configMapGenerator:\n  - name: orders\n    newTag: v1\nimages:\n  - name: orders\n    digest: D\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, file := overlayOf(t, test.file)
			out, err := pin(t, dir, "production", oneDigest)
			require.NoError(t, err, out)
			got, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.Equal(t, strings.ReplaceAll(test.want, "digest: D", "digest: "+oneDigest), string(got))
		})
	}
}

// TestPinRefuses what cannot be meant, in one line, and writes nothing.
func TestPinRefuses(t *testing.T) {
	const overlay = "images:\n  - name: billing\n    newTag: v1\n"
	for name, args := range map[string][]string{
		"a tag": {"production", "v1"}, "a short digest": {"production", "sha256:12"}, "no digest": {"production", ""},
		"an unknown environment": {"nowhere", oneDigest}, "no environment": {"", oneDigest},
		"an overlay without the image": {"production", oneDigest}, "two digests": {"production", oneDigest + "\n" + oneDigest},
	} {
		t.Run(name, func(t *testing.T) {
			dir, file := overlayOf(t, overlay)
			out, err := pin(t, dir, args...)
			require.Error(t, err)
			assert.Regexp(t, `^error: [^\n]+\n?`, out)
			got, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.Equal(t, overlay, string(got))
		})
	}
}

// overlayOf is a folder with a production overlay.
func overlayOf(t *testing.T, content string) (dir, file string) {
	t.Helper()
	dir = t.TempDir()
	file = filepath.Join(dir, "deploy", "overlays", "production", "kustomization.yaml")
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
	return dir, file
}

// pin runs the script.
func pin(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	script, err := filepath.Abs("rapid/common/scripts/pin-digest.sh")
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), "sh", append([]string{script}, args...)...)
	cmd.Dir, cmd.Env = dir, append(environment(), "NAME="+serviceName)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestReleaseIsRecorded commits to a real remote which digest runs, on top of
// what others pushed meanwhile, and touches nothing that lies about.
func TestReleaseIsRecorded(t *testing.T) {
	for name, folder := range placements {
		t.Run(name, func(t *testing.T) {
			root := inRepository(t, folder, "rapid", least("rapid"))
			origin := withOrigin(t, root)
			dir := filepath.Join(root, folder)
			overlay := filepath.Join(folder, "deploy", "overlays", "staging", "kustomization.yaml")

			// Somebody else pushes, and something is at work here.
			other := filepath.Join(t.TempDir(), "other")
			git(t, "", "clone", "--quiet", origin, other)
			require.NoError(t, os.WriteFile(filepath.Join(other, "theirs"), nil, 0o644))
			git(t, other, "add", "--all")
			git(t, other, "commit", "--quiet", "--message", "theirs")
			git(t, other, "push", "--quiet")
			require.NoError(t, os.WriteFile(filepath.Join(dir, "README.md"), []byte("half-written\n"), 0o644))

			recordRelease(t, dir, "staging", oneDigest, "v1.0.0")
			assert.Equal(t, "orders: v1.0.0 runs in staging\n", git(t, origin, "log", "-1", "--format=%s", "main"))
			assert.Equal(t, filepath.ToSlash(overlay)+"\n", git(t, origin, "show", "--format=", "--name-only", "main"))
			assert.Contains(t, git(t, origin, "show", "main:"+filepath.ToSlash(overlay)), "digest: "+oneDigest)
			assert.Equal(t, " M "+filepath.ToSlash(filepath.Join(folder, "README.md"))+"\n", git(t, root, "status", "--porcelain"))
			assert.Equal(t, 1, strings.Count(git(t, root, "worktree", "list"), "\n"), "no work tree is left")

			tip := git(t, origin, "rev-parse", "main")
			recordRelease(t, dir, "staging", oneDigest, "v1.0.0")
			assert.Equal(t, tip, git(t, origin, "rev-parse", "main"), "what is recorded is not committed again")

			// A protected branch: the commit waits on one of its own.
			hook := "#!/bin/sh\nwhile read -r _ _ ref; do [ \"$ref\" != refs/heads/main ] || exit 1; done\n"
			require.NoError(t, os.WriteFile(filepath.Join(origin, "hooks", "pre-receive"), []byte(hook), 0o755))
			assert.Contains(t, recordRelease(t, dir, "staging", anotherDigest, "v1.1.0"), "merge the branch release/orders-staging")
			assert.Equal(t, tip, git(t, origin, "rev-parse", "main"))
			assert.Contains(t, git(t, origin, "show", "release/orders-staging:"+filepath.ToSlash(overlay)), "digest: "+anotherDigest)
		})
	}
}

func recordRelease(t *testing.T, dir, env, digest, version string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "scripts/record-release.sh", env, digest, version)
	cmd.Dir, cmd.Env = dir, append(environment(), "NAME="+serviceName, "GITHUB_ACTIONS=true", "GITHUB_REF_NAME=main", "HOME="+t.TempDir())
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

// withOrigin commits all of a repository and pushes it to a bare one.
func withOrigin(t *testing.T, root string) string {
	t.Helper()
	origin := filepath.Join(t.TempDir(), "origin.git")
	git(t, root, "add", "--all")
	git(t, root, "commit", "--quiet", "--message", "orders")
	git(t, "", "clone", "--quiet", "--bare", root, origin)
	git(t, root, "remote", "add", "origin", origin)
	return origin
}

// git runs git as somebody, the same on every machine.
func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), testtool.Path(t, "git"), append([]string{"-c", "user.name=test", "-c", "user.email=test@localhost"}, args...)...)
	cmd.Dir, cmd.Env = dir, append(environment(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "git %s: %s", strings.Join(args, " "), out)
	return string(out)
}

// TestBurnRateIsWatched asks something that answers as Prometheus does. No
// answer, and no request, are no success.
func TestBurnRateIsWatched(t *testing.T) {
	dir := newService(t, "critical", "go", least("critical"))
	sample := func(value string) string {
		return `{"status":"success","data":{"resultType":"vector","result":[{"metric":{"job":"orders"},"value":[1732616580.1,"` + value + `"]}]}}`
	}
	const none = `{"status":"success","data":{"resultType":"vector","result":[]}}`
	for name, test := range map[string]struct {
		answers [3]string // one after the other; empty: it cannot answer
		want    string    // of the error; empty: it holds
	}{
		"no failures":                {[3]string{sample("0"), sample("0"), sample("0")}, ""},
		"as many as are allowed":     {[3]string{sample("0.0143"), sample("0.0143"), sample("0.0143")}, ""},
		"a tiny ratio is no failure": {[3]string{sample("1.2e-05"), sample("1.2e-05"), sample("1.2e-05")}, ""},
		"it takes a while to see it": {[3]string{none, sample("NaN"), sample("0")}, ""},
		"requests come and go":       {[3]string{none, sample("0"), sample("NaN")}, ""},
		"more than a page allows":    {[3]string{sample("0"), sample("0.0145"), sample("0")}, "0.0145 of the requests fail, and 0.0144 is a page"},
		"all of them":                {[3]string{none, none, sample("1")}, "is a page"},
		"nothing scraped":            {[3]string{none, none, none}, "has no error ratio"},
		"no requests":                {[3]string{sample("NaN"), sample("NaN"), sample("NaN")}, "has no error ratio"},
		"the scrape breaks":          {[3]string{sample("0"), sample("0"), none}, "has no error ratio"},
		"Prometheus cannot answer":   {[3]string{}, "curl"},
		"Prometheus goes away":       {[3]string{sample("0"), "", ""}, "has no error ratio"},
	} {
		t.Run(name, func(t *testing.T) {
			var asked []string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				answer := test.answers[min(len(asked), 2)]
				asked = append(asked, r.URL.Query().Get("query"))
				if answer == "" {
					w.WriteHeader(http.StatusServiceUnavailable)
				}
				_, _ = w.Write([]byte(answer))
			}))
			defer server.Close()
			testtool.Path(t, "curl")
			testtool.Path(t, "kubectl")
			// Ten seconds pass between any two looks at this clock.
			bin := t.TempDir()
			clock := "#!/bin/sh\necho x >>" + bin + "/ticks\nwc -l <" + bin + "/ticks | awk '{ print 10 * $1 }'\n"
			require.NoError(t, os.WriteFile(filepath.Join(bin, "date"), []byte(clock), 0o755))
			cmd := exec.CommandContext(t.Context(), "sh", "scripts/burn-rate.sh")
			kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
			require.NoError(t, os.WriteFile(kubeconfig, []byte(staging), 0o600))
			cmd.Dir, cmd.Env = dir, append(environment(), "PROMETHEUS_URL="+server.URL, "WATCH=30", "INTERVAL=0",
				"KUBECONFIG="+kubeconfig, "PATH="+bin+":"+os.Getenv("PATH"))
			out, err := cmd.CombinedOutput()
			const selector = `{job="orders",namespace="checkout"}`
			assert.Equal(t, "(job:http_requests_errors:rate5m"+selector+" or 0 * job:http_requests:rate5m"+selector+") / job:http_requests:rate5m"+selector, asked[0])
			if test.want == "" {
				require.NoError(t, err, string(out))
				assert.Len(t, asked, 3, "it is watched to the end")
				return
			}
			require.Error(t, err)
			assert.Contains(t, string(out), test.want)
		})
	}
}

// staging is a kubeconfig whose context names a namespace.
const staging = `apiVersion: v1
kind: Config
current-context: staging
contexts: [{name: staging, context: {cluster: c, user: u, namespace: checkout}}]
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {}}]
`

// TestReleaseThatDoesNotHoldIsTakenBack runs the deploy script with stand-ins
// that write down what they are asked, since a cluster that fails on demand is
// none to wait for in a unit test.
func TestReleaseThatDoesNotHoldIsTakenBack(t *testing.T) {
	const (
		apply = "apply --server-side"
		undo  = "rollout undo deployment/orders"
		load  = "load http://orders.internal test/load/smoke.js"
	)
	for name, test := range map[string]struct {
		first, same bool   // nothing ran before, or this release
		fails       string // the command that fails
		unpinned    bool
		want        []string
		never       string
		error       string
	}{
		"it holds":                      {want: []string{apply, "rollout status", load}, never: undo},
		"pods do not come up":           {fails: "rollout status", want: []string{apply, "rollout status", undo, "rollout status"}, never: "load", error: "does not hold in staging: taking it back"},
		"it does not answer":            {fails: "load", want: []string{apply, "rollout status", "load", undo}, error: "taking it back"},
		"the first one has no way back": {first: true, fails: "load", want: []string{apply}, never: undo, error: "there is none to go back to"},
		"it ran before":                 {same: true, fails: "load", want: []string{apply}, never: undo, error: "nothing is taken back"},
		"nothing was released":          {unpinned: true, never: apply, error: "nothing was released to staging yet"},
		"the cluster refuses":           {fails: "dry-run=server", never: "field-manager=kubectl-svc -f", error: "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := newService(t, "rapid", "go", least("rapid"))
			if !test.unpinned {
				makes(t, dir, "pin", "ENV=staging", "DIGEST="+oneDigest)
			}
			before, after := "7", "8"
			if test.first {
				before = ""
			}
			if test.same {
				after = before
			}
			log, out, err := deploys(t, dir, "staging", `
case $* in *revision*) if grep -q apply "$calls"; then echo '`+after+`'; else echo '`+before+`'; fi ;; esac
case $* in *rollout\ status*) if grep -q undo "$calls"; then exit 0; fi ;; esac
fails='`+test.fails+`'
[ -z "$fails" ] || case $* in *"$fails"*) echo refused >&2; exit 1 ;; esac
`)
			assertInOrder(t, log, test.want)
			if test.never != "" {
				assert.NotContains(t, log, test.never)
			}
			if test.error == "" {
				require.NoError(t, err, out)
				return
			}
			require.Error(t, err)
			assert.Contains(t, out, test.error)
		})
	}
}

// TestReleaseWaitsForTheCanary runs the same script where a Rollout runs the
// pods: its phase counts once it has seen the release, and a canary that was
// given up is not waited for.
func TestReleaseWaitsForTheCanary(t *testing.T) {
	dir := newService(t, "critical", "go", least("critical"), "argo-rollouts")
	makes(t, dir, "pin", "ENV=staging", "DIGEST="+oneDigest)
	for name, test := range map[string]struct{ says, error string }{
		"it becomes healthy": {"9 Healthy", ""},
		"another release of the Deployment came meanwhile": {"10 Healthy", ""},
		"it is given up":                 {"9 Degraded RolloutAborted: metric errors assessed Failed", "error: rollout/orders: Degraded RolloutAborted: metric errors assessed Failed"},
		"it waits for somebody":          {"9 Paused InconclusiveAnalysisRun", "error: rollout/orders after 1 seconds: Paused InconclusiveAnalysisRun"},
		"what it says is of another one": {"8 Healthy", "error: rollout/orders after 1 seconds: Healthy"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log, out, err := deploys(t, dir, "staging", `
case $* in
*metadata.generation*) echo 9 ;;
*workloadObservedGeneration*) if grep -q undo "$calls"; then echo 9 Healthy; else echo '`+test.says+`'; fi ;;
*revision*) if grep -q apply "$calls"; then echo 8; else echo 7; fi ;;
esac
`, "TIMEOUT=1")
			if test.error == "" {
				require.NoError(t, err, out)
				return
			}
			require.Error(t, err)
			assert.Contains(t, out, test.error)
			assert.Contains(t, log, "rollout undo deployment/orders")
			assert.NotContains(t, out, "does not come up either")
		})
	}
}

// TestReleaseIsNotBegunBlind holds that what a deploy to production needs in
// the end is asked for before anything is applied.
func TestReleaseIsNotBegunBlind(t *testing.T) {
	dir := newService(t, "critical", "go", least("critical"))
	makes(t, dir, "pin", "ENV=production", "DIGEST="+oneDigest)
	log, out, err := deploys(t, dir, "production", "", "PROMETHEUS_URL=")
	require.Error(t, err)
	assert.Contains(t, out, "error: set PROMETHEUS_URL")
	assert.Empty(t, log)
}

// deploys runs make deploy with a kubectl that writes down what it is asked,
// and does more, and a load test that is one more command of it.
func deploys(t *testing.T, dir, env, more string, environ ...string) (log, out string, err error) {
	t.Helper()
	bin, calls, reports := t.TempDir(), filepath.Join(t.TempDir(), "calls"), t.TempDir()
	require.NoError(t, os.WriteFile(calls, nil, 0o644))
	stub := "#!/bin/sh\ncase $1 in kustomize) exec " + testtool.Path(t, "kubectl") + " \"$@\" ;; esac\n" +
		"calls=" + calls + "\necho \"$*\" >>\"$calls\"\n" + more
	require.NoError(t, os.WriteFile(filepath.Join(bin, "kubectl"), []byte(stub), 0o755))
	k6 := "#!/bin/sh\nfor last; do :; done\nexec kubectl load \"$BASE_URL $last\"\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "k6"), []byte(k6), 0o755))
	cmd := exec.CommandContext(t.Context(), "make", "deploy", "ENV="+env, "REPORTS="+reports)
	cmd.Dir, cmd.Env = dir, append(append(environment(), "PATH="+bin+":"+os.Getenv("PATH"), "BASE_URL=http://orders.internal"), environ...)
	content, err := cmd.CombinedOutput()
	asked, readErr := os.ReadFile(calls)
	require.NoError(t, readErr)
	return string(asked), string(content), err
}
