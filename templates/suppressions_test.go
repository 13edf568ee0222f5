package templates_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
)

// suppressed are all the places in the templates where a judge is told to be
// quiet, and why. Each one costs a reader trust: a new one belongs here, and a
// reason beside it in the file.
var suppressed = map[string][]string{
	"critical/common/deploy/namespace/defaultdeny.yaml": {
		"kube-score/ignore: networkpolicy-targets-pod", // it is for the pods that nobody thought of
	},
	"prototype/common/deploy/base/deployment.yaml.tmpl": {
		`polaris.fairwinds.com/deploymentMissingReplicas-exempt: "true"`, // an autoscaler owns the number
		"ignore-check.kube-linter.io/use-namespace: The namespace is chosen when it is applied.",
		"kube-score/ignore: deployment-replicas", // it owns the Rollout's
	},
	"prototype/common/deploy/base/service.yaml.tmpl": {
		"ignore-check.kube-linter.io/use-namespace: The namespace is chosen when it is applied.",
	},
	"prototype/common/deploy/overlays/dev/kustomization.yaml.tmpl": {
		// One replica on one node, from an image that was loaded into it.
		"kube-score/ignore: container-image-pull-policy,deployment-has-poddisruptionbudget,deployment-has-host-podantiaffinity",
		`polaris.fairwinds.com/deploymentMissingReplicas-exempt: "true"`,
		`polaris.fairwinds.com/pullPolicyNotAlways-exempt: "true"`,
	},
	// A test throws what is no Error.
	"prototype/typescript/src/platform/app.test.ts.tmpl": {
		"eslint-disable-next-line @typescript-eslint/only-throw-error -- what others' code may do",
		"eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as above",
	},
	// A logger's methods are kept to be called with another logger as their own this.
	"prototype/typescript/src/platform/log.ts": {
		"eslint-disable-next-line @typescript-eslint/unbound-method -- called with their own this below",
	},
	// A test unsets variables of the environment, whose names it is given.
	"prototype/typescript/src/platform/testing.ts.tmpl": {
		"eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the environment is a dictionary",
	},
	// What the first route with a dependency uses stands there before it.
	"prototype/typescript/src/service/routes.ts": {
		"eslint-disable-next-line @typescript-eslint/no-unused-vars -- for what the routes will need",
	},
	"rapid/common/deploy/base/hpa.yaml.tmpl": {
		// It scales a Rollout, which these do not know.
		"kube-score/ignore: horizontalpodautoscaler-has-target",
		"ignore-check.kube-linter.io/dangling-horizontalpodautoscaler: It scales the Rollout.",
	},
}

// TestJudgesAreNotSilencedUnseen holds that the list above is complete, and
// that nothing on it is gone.
func TestJudgesAreNotSilencedUnseen(t *testing.T) {
	suppression := regexp.MustCompile(`(?i)(kube-score/(?:ignore|enable)|ignore-check\.kube-linter\.io/|kube-linter\.io/|polaris\.fairwinds\.com/|` +
		`shellcheck (?:disable|source)|yamllint disable|actionlint[:-]|pint (?:disable|ignore|snooze|file/)|hadolint|check=skip|` +
		`//nolint|//lint:|#nosec|eslint-disable|@ts-ignore|@ts-expect-error|(?:checkov|trivy|tfsec|kics|semgrep|snyk)[:-](?:skip|ignore)|nosemgrep|lint -ignore|--ignore-(?:test|container)).*$`)
	got := map[string][]string{}
	for name, content := range standard(t).Files {
		for _, line := range regexp.MustCompile(`\r?\n`).Split(string(content), -1) {
			if found := suppression.FindString(line); found != "" {
				got[name] = append(got[name], found)
			}
		}
	}
	for name := range got {
		assert.Equal(t, suppressed[name], got[name], "%s: list it with its reason, or better do without", name)
	}
	for name := range suppressed {
		assert.Contains(t, got, name, "no longer suppresses anything")
	}
}
