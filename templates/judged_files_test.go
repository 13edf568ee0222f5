package templates_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
)

// TestYAMLIsClean runs yamllint with the configuration that services come with.
func TestYAMLIsClean(t *testing.T) {
	config, err := filepath.Abs("prototype/common/.yamllint.yaml")
	require.NoError(t, err)
	judge(t, different(t, withSuffix(".yaml", ".yml")), "yamllint", "--strict", "-c", config)
}

// TestShellScriptsAreClean runs shellcheck and the shell's own parser over
// every script.
func TestShellScriptsAreClean(t *testing.T) {
	units := different(t, withSuffix(".sh"))
	judge(t, units, "shellcheck", "--norc")
	for _, u := range units {
		for _, path := range u.paths {
			_, err := output(t, u.dir, "sh", "-n", path)
			assert.NoError(t, err, "%s: %s", u.name, path)
		}
	}
}

// TestWorkflowsAreClean runs actionlint, and with it shellcheck, over every
// workflow.
func TestWorkflowsAreClean(t *testing.T) {
	testtool.Path(t, "shellcheck")
	units := different(t, inFolder(".github"))
	for i := range units {
		// What actionlint takes for the repository, whose own actions it reads.
		require.NoError(t, os.Mkdir(filepath.Join(units[i].dir, ".git"), 0o755))
		workflows, err := filepath.Glob(filepath.Join(units[i].dir, ".github", "workflows", "*"))
		require.NoError(t, err)
		units[i].paths = workflows
	}
	judge(t, units, "actionlint", "-no-color")
}

// TestLoadTestsAreClean has k6 read every load test.
func TestLoadTestsAreClean(t *testing.T) {
	for _, u := range different(t, inFolder("test/load")) {
		for _, path := range u.paths {
			if filepath.Ext(path) == ".js" {
				out, err := output(t, u.dir, "k6", "inspect", "--execution-requirements", "-e", "BASE_URL=http://127.0.0.1", "-e", "PATHS=/", "-e", "SUMMARY=summary.json", path)
				assert.NoError(t, err, "%s: %s", u.name, out)
			}
		}
	}
}

// TestRulesAreClean has promtool check every rule file and run its tests.
func TestRulesAreClean(t *testing.T) {
	units := different(t, func(path string) bool { return path == "monitoring/rules.yaml" || path == "monitoring/rules_test.yaml" })
	var rules, tests []string
	for _, u := range units {
		rules = append(rules, filepath.Join(u.dir, "monitoring", "rules.yaml"))
		if test := filepath.Join(u.dir, "monitoring", "rules_test.yaml"); len(u.paths) == 2 {
			tests = append(tests, test)
		}
	}
	require.NotEmpty(t, tests)
	dir := filepath.Dir(units[0].dir)
	out, err := output(t, dir, "promtool", append([]string{"check", "rules", "--lint=all", "--lint-fatal"}, rules...)...)
	assert.NoError(t, err, out)
	out, err = output(t, dir, "promtool", append([]string{"test", "rules"}, tests...)...)
	assert.NoError(t, err, out)
}
