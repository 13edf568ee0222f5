package templates_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// TestResilienceScripts runs each script with real traffic to a real service.
// The cluster is a program that notes what it is asked to do: what matters here
// is what the scripts ask, what they conclude from the traffic, and that they
// clean up.
func TestResilienceScripts(t *testing.T) {
	testtool.Path(t, "k6")
	dir := newService(t, "critical", "go", append(least("critical"), "peakRate=10", "latencyTargetMs=5000"))
	makes(t, dir, "build")
	for _, test := range []struct {
		target string
		asked  []string // in this order
		after  string   // even if it fails
	}{
		{"resilience-rollout", []string{"rollout restart deployment/orders", "rollout status deployment/orders"}, ""},
		{"resilience-pod-kill", []string{"get pods --selector app.kubernetes.io/instance=orders", "delete pod/orders-1 --grace-period=0 --force", "rollout status deployment/orders"}, ""},
		{"resilience-drain", []string{"get pods --selector app.kubernetes.io/instance=orders", "drain node-1 --pod-selector app.kubernetes.io/instance=orders", "rollout status deployment/orders"}, "uncordon node-1"},
		{"resilience-dependency", []string{"get deployment/payments", "scale deployment/payments --replicas=0"}, "scale deployment/payments --replicas=3"},
	} {
		t.Run(test.target, func(t *testing.T) {
			t.Parallel()
			p := start(t, golang.command(dir))
			asked, err := disturb(t, dir, test.target, p.app, "")
			assert.NoError(t, err, "the service was there all the time")
			assertInOrder(t, asked, append(test.asked, test.after))
		})
	}
	t.Run("the traffic is over too soon", func(t *testing.T) {
		t.Parallel()
		reports := t.TempDir()
		bin, _ := notingKubectl(t, `"rollout restart"*) until [ -s "$REPORTS/traffic" ]; do sleep 0.1; done; touch "$REPORTS/restarted"; while kill -0 "$(cat "$REPORTS/traffic")"; do sleep 0.1; done ;;`)
		k6 := "#!/bin/sh\nR=" + reports + "\necho $$ >\"$R/traffic\"\nuntil [ -f \"$R/restarted\" ]; do sleep 0.1; done\n"
		require.NoError(t, os.WriteFile(filepath.Join(bin, "k6"), []byte(k6), 0o755))
		cmd := exec.CommandContext(t.Context(), "make", "resilience-rollout", "BASE_URL=http://nowhere")
		cmd.Dir = dir
		cmd.Env = append(environment(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "SETTLE=1", "REPORTS="+reports)
		out, err := cmd.CombinedOutput()
		assert.Error(t, err, "nobody looked at the end of the rollout")
		assert.Contains(t, string(out), "the traffic was over before this was")
	})
	t.Run("users notice", func(t *testing.T) {
		t.Parallel()
		p := start(t, golang.command(dir))
		_, err := disturb(t, dir, "resilience-rollout", p.app, "rollout restart", p)
		assert.Error(t, err, "the service went away, and the script is content")
	})
	for script, after := range map[string][]string{
		"drain.sh":      {"drain node-1", "uncordon node-1"},
		"dependency.sh": {"scale deployment/payments --replicas=0", "scale deployment/payments --replicas=3"},
	} {
		t.Run("somebody stops "+script, func(t *testing.T) {
			t.Parallel()
			bin, asked := notingKubectl(t, `"`+after[0]+`"*) kill -TERM $PPID ;;`)
			cmd := exec.CommandContext(t.Context(), "sh", "test/resilience/"+script, "disturb")
			cmd.Dir = dir
			cmd.Env = append(environment(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"),
				"NAME=orders", "DEPENDENCY=deployment/payments", "OUTAGE=1")
			assert.Error(t, cmd.Run())
			assertInOrder(t, asked(), after)
		})
	}
	t.Run("the cluster refuses", func(t *testing.T) {
		t.Parallel()
		p := start(t, golang.command(dir))
		asked, err := disturb(t, dir, "resilience-drain", p.app, "drain node-1")
		assert.Error(t, err)
		assertInOrder(t, asked, []string{"drain node-1", "uncordon node-1"})
	})
}

// disturb runs a script's target with a kubectl that notes what it is asked.
// Where it is asked for fails, it stops the victims, or says no if there is
// none.
func disturb(t *testing.T, dir, target, address, fails string, victims ...*process) (string, error) {
	t.Helper()
	more := ""
	if fails != "" {
		then := "exit 1"
		if len(victims) > 0 {
			then = "kill " + victims[0].PID()
		}
		more = `"` + fails + `"*) ` + then + " ;;"
	}
	bin, asked := notingKubectl(t, more)
	reports := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "make", target, "BASE_URL=http://"+address, "REPORTS="+reports)
	cmd.Dir = dir
	cmd.Env = append(environment(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"),
		"DURATION=3s", "SETTLE=1", "OUTAGE=1", "DEPENDENCY=deployment/payments", "REPORTS="+reports)
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	return asked(), err
}

// notingKubectl makes a folder with a kubectl that notes what it is asked, and
// does more in the cases given.
func notingKubectl(t *testing.T, more string) (bin string, asked func() string) {
	t.Helper()
	bin = t.TempDir()
	notes := filepath.Join(bin, "notes")
	script := `#!/bin/sh
echo "$*" >>"` + notes + `"
case "$*" in
*jsonpath={.items*) echo node-1 ;;
*jsonpath={.spec.replicas}*) echo 3 ;;
"get pods"*) echo pod/orders-1 ;;
esac
case "$*" in
` + more + `
esac
`
	require.NoError(t, os.WriteFile(filepath.Join(bin, "kubectl"), []byte(script), 0o755))
	return bin, func() string {
		asked, err := os.ReadFile(notes)
		require.NoError(t, err)
		return string(asked)
	}
}

// assertInOrder holds that each text is in what follows the one before.
func assertInOrder(t *testing.T, text string, wanted []string) {
	t.Helper()
	rest := text
	for _, want := range wanted {
		_, after, found := strings.Cut(rest, want)
		if !assert.True(t, found, "%q is not where it should be in\n%s", want, text) {
			return
		}
		rest = after
	}
}
