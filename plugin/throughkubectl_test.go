package plugin

import (
	"bytes"
	"context"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// TestMain lets the test's own binary be the plugin, where it is called by that
// name.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "kubectl-svc" {
		os.Exit(Run(context.Background(), os.Args[1:], genericiooptions.IOStreams{In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr}))
	}
	os.Exit(m.Run())
}

// pluginOnPath makes the plugin one that kubectl finds, and returns the folder.
func pluginOnPath(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, os.Symlink(self, filepath.Join(dir, "kubectl-svc")))
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return dir
}

// TestConnectionFlags go through a real kubectl to the plugin, and mean what
// they mean there.
func TestConnectionFlags(t *testing.T) {
	s := newShop(t)
	s.must("apply", "--env", "dev", "--wait=false")
	pluginOnPath(t)
	content, err := os.ReadFile(s.cluster.Kubeconfig)
	require.NoError(t, err)
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	part := func(name string) string {
		found := regexp.MustCompile(name + `: (\S+)`).FindStringSubmatch(string(content))
		require.NotNil(t, found, name)
		return found[1]
	}
	decoded := func(name string) string {
		text, err := base64.StdEncoding.DecodeString(part(name))
		require.NoError(t, err)
		return string(text)
	}
	contexts := file("contexts", strings.Replace(string(content), "contexts:\n",
		"contexts:\n  - name: shop\n    context: {cluster: test, user: admin, namespace: "+s.namespace+"}\n  - name: empty\n    context: {cluster: test, user: admin, namespace: kube-public}\n", 1))
	require.NoError(t, os.WriteFile(contexts, []byte(strings.Replace(read(t, contexts), "current-context: test", "current-context: shop", 1)), 0o600))
	server := part("server")
	identity := []string{"--client-certificate", file("crt", decoded("client-certificate-data")), "--client-key", file("key", decoded("client-key-data"))}
	ca := []string{"--certificate-authority", file("ca", decoded("certificate-authority-data"))}
	direct := append([]string{"--kubeconfig", file("none", "apiVersion: v1\nkind: Config\n"), "--server", server, "-n", s.namespace}, identity...)

	const row = "orders   prototype"
	cases := map[string]struct {
		args []string
		want string // a row, or what the error says
	}{
		"the namespace of the context": {[]string{"--kubeconfig", contexts}, row},
		"another context":              {[]string{"--kubeconfig", contexts, "--context", "empty"}, "No services found in namespace kube-public."},
		"another namespace":            {[]string{"--kubeconfig", contexts, "--context", "empty", "-n", s.namespace}, row},
		"--namespace":                  {[]string{"--kubeconfig", s.cluster.Kubeconfig, "--namespace=" + s.namespace}, row},
		"an unknown context":           {[]string{"--kubeconfig", contexts, "--context", "nowhere"}, `there is no context "nowhere" in the kubeconfig: it has empty, shop, test`},
		"somebody else":                {[]string{"--kubeconfig", contexts, "--as", "jane", "--as-group", "strangers"}, "jane lacks the right to list deployments.apps in namespace " + s.namespace},
		"a server and certificates":    {slices.Concat(direct, ca), row},
		"no authority":                 {direct, "is signed by an authority that is not known"},
		"no verification":              {slices.Concat(direct, []string{"--insecure-skip-tls-verify"}), row},
		"another server name":          {slices.Concat(direct, ca, []string{"--tls-server-name", "elsewhere"}), "is for another name"},
		"no time":                      {[]string{"--kubeconfig", contexts, "--request-timeout", "1ns"}, "did not answer in time"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), testtool.Path(t, "kubectl"), append([]string{"svc", "list"}, c.args...)...)
			cmd.Env = append(cmd.Environ(), "KUBECONFIG="+filepath.Join(dir, "none"))
			var out, errOut bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &errOut
			err := cmd.Run()
			assert.Contains(t, out.String()+errOut.String(), c.want)
			if c.want == row || strings.HasPrefix(c.want, "No services") {
				assert.NoError(t, err)
			} else {
				assert.Equal(t, exitError, cmd.ProcessState.ExitCode())
				assert.Regexp(t, `(?m)^error: `, errOut.String())
			}
		})
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}

// TestCompletionTakesNoTime: names, stages, gates and namespaces complete within
// 200 ms of processor time, so that a machine that is busy otherwise does not
// fail the test.
func TestCompletionTakesNoTime(t *testing.T) {
	s := newShop(t)
	path := filepath.Join(pluginOnPath(t), "kubectl-svc")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"commands":     {[]string{"pro"}, "promote"},
		"stages":       {[]string{"promote", s.dir, "--to", ""}, "critical"},
		"gates":        {[]string{"explain", "LIV"}, "LIV-01"},
		"environments": {[]string{"check", s.dir, "--env", ""}, "dev"},
		"contexts":     {[]string{"list", "--kubeconfig", s.cluster.Kubeconfig, "--context", ""}, "test"},
		"namespaces":   {[]string{"list", "--kubeconfig", s.cluster.Kubeconfig, "-n", "test-"}, s.namespace},
	} {
		t.Run(name, func(t *testing.T) {
			best := time.Hour
			for range 5 {
				cmd := exec.CommandContext(t.Context(), path, append([]string{"__complete"}, c.args...)...)
				out, err := cmd.Output()
				require.NoError(t, err)
				if name != "namespaces" { // on a busy machine the cluster may have no time to answer
					require.Contains(t, string(out), c.want)
				}
				if took := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(); took < best {
					best = took
				}
			}
			t.Log(best)
			assert.Less(t, best, 200*time.Millisecond)
		})
	}
}
