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
		code   int
		answer string
		want   string // of the error; empty: it holds
	}{
		"no failures":                {http.StatusOK, sample("0"), ""},
		"as many as are allowed":     {http.StatusOK, sample("0.0143"), ""},
		"more than a page allows":    {http.StatusOK, sample("0.0145"), "0.0145 of the requests fail, and 0.0144 is a page"},
		"all of them":                {http.StatusOK, sample("1"), "is a page"},
		"nothing scraped":            {http.StatusOK, none, "has no error ratio"},
		"no requests":                {http.StatusOK, sample("NaN"), "has no error ratio"},
		"Prometheus cannot answer":   {http.StatusServiceUnavailable, "", "curl"},
		"a tiny ratio is no failure": {http.StatusOK, sample("1.2e-05"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			var asked string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked = r.URL.Query().Get("query")
				w.WriteHeader(test.code)
				_, _ = w.Write([]byte(test.answer))
			}))
			defer server.Close()
			testtool.Path(t, "curl")
			testtool.Path(t, "kubectl")
			cmd := exec.CommandContext(t.Context(), "sh", "scripts/burn-rate.sh")
			kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
			require.NoError(t, os.WriteFile(kubeconfig, []byte(staging), 0o600))
			cmd.Dir, cmd.Env = dir, append(environment(), "PROMETHEUS_URL="+server.URL, "WATCH=0", "KUBECONFIG="+kubeconfig)
			out, err := cmd.CombinedOutput()
			const selector = `{job="orders",namespace="checkout"}`
			assert.Equal(t, "job:http_requests_errors:rate5m"+selector+" / job:http_requests:rate5m"+selector, asked)
			if test.want == "" {
				require.NoError(t, err, string(out))
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
		exists = "deployment.apps/orders"
		apply  = "apply --server-side"
		undo   = "rollout undo deployment/orders"
	)
	for name, test := range map[string]struct {
		before   string // what runs already
		fails    string // the command that fails
		unpinned bool
		want     []string
		never    string
		error    string
	}{
		"it holds":                      {before: exists, want: []string{apply, "rollout status", "load http://orders.internal test/load/smoke.js"}, never: undo},
		"pods do not come up":           {before: exists, fails: "rollout status", want: []string{apply, "rollout status", undo}, never: "load", error: "does not hold in staging: taking it back"},
		"it does not answer":            {before: exists, fails: "load", want: []string{apply, "rollout status", "load", undo}, error: "taking it back"},
		"the first one has no way back": {fails: "load", want: []string{apply}, never: undo, error: "there is none to go back to"},
		"nothing was released":          {unpinned: true, never: apply, error: "nothing was released to staging yet"},
		"the cluster refuses":           {before: exists, fails: "apply", never: undo, error: "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := newService(t, "rapid", "go", least("rapid"))
			if !test.unpinned {
				makes(t, dir, "pin", "ENV=staging", "DIGEST="+oneDigest)
			}
			bin, calls := t.TempDir(), filepath.Join(t.TempDir(), "calls")
			stub := "#!/bin/sh\ncase $1 in kustomize) exec " + testtool.Path(t, "kubectl") + " \"$@\" ;; esac\n" +
				"echo \"$*\" >>" + calls + "\n" +
				"case $* in *'get deployment'*) echo '" + test.before + "' ;; esac\n" +
				"fails='" + test.fails + "'\n" +
				"case \"$*\" in *rollout\\ status*) [ -z \"$(grep undo " + calls + ")\" ] || exit 0 ;; esac\n" +
				"[ -z \"$fails\" ] || case \"$*\" in *\"$fails\"*) echo refused >&2; exit 1 ;; esac\n"
			require.NoError(t, os.WriteFile(filepath.Join(bin, "kubectl"), []byte(stub), 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "scripts", "load.sh"), []byte("#!/bin/sh\nset -eu\nexec kubectl load \"$BASE_URL $SCRIPT\"\n"), 0o755))
			cmd := exec.CommandContext(t.Context(), "make", "deploy", "ENV=staging")
			cmd.Dir, cmd.Env = dir, append(environment(), "PATH="+bin+":"+os.Getenv("PATH"), "BASE_URL=http://orders.internal")
			out, err := cmd.CombinedOutput()
			log, _ := os.ReadFile(calls)
			rest := string(log)
			for _, want := range test.want {
				_, after, found := strings.Cut(rest, want)
				require.True(t, found, "%s is missing, or not in its place:\n%s%s", want, log, out)
				rest = after
			}
			if test.never != "" {
				assert.NotContains(t, string(log), test.never)
			}
			if test.error == "" {
				require.NoError(t, err, string(out))
				return
			}
			require.Error(t, err)
			assert.Contains(t, string(out), test.error)
		})
	}
}
