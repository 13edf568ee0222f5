package templates_test

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// TestAddedFilesSayWhy holds that a promotion can tell what each new file is
// for.
func TestAddedFilesSayWhy(t *testing.T) {
	p := standard(t)
	stages := p.StageNames()
	eachOf(t, "", func(t *testing.T, l language) {
		before := filesOf(t, newService(t, stages[0], l.name, nil))
		for _, stage := range stages[1:] {
			now := filesOf(t, newService(t, stage, l.name, settings(stage)))
			added := 0
			for path := range now {
				if _, had := before[path]; !had {
					added++
					assert.NotEmpty(t, p.Rule(path).Why, "%s: %s", stage, path)
				}
			}
			assert.NotZero(t, added, stage)
			before = now
		}
	})
}

// TestExplainKnowsEveryStage holds that explain, which renders with
// placeholders, has something to say of each stage and file.
func TestExplainKnowsEveryStage(t *testing.T) {
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		explained, err := scaffold.Explain(t.Context(), standard(t), stage, l.name)
		require.NoError(t, err)
		assert.NotEmpty(t, explained.Summary)
		assert.NotEmpty(t, explained.Adds)
		for _, file := range explained.Adds {
			if stage != "prototype" {
				assert.NotEmpty(t, file.Why, file.Path)
			}
		}
	})
}

// TestRulesCoverFiles holds that no rule of the pack has outlived its file.
func TestRulesCoverFiles(t *testing.T) {
	p := standard(t)
	stages := p.StageNames()
	var paths []string
	for _, platforms := range [][]string{nil, p.Spec.Platforms} {
		for _, l := range languages(t) {
			paths = append(paths, filesOf(t, newService(t, stages[len(stages)-1], l.name, settings("critical"), platforms...)).Paths()...)
		}
	}
	for _, rule := range p.Spec.Files {
		assert.True(t, slices.ContainsFunc(paths, func(path string) bool {
			return doublestar.MatchUnvalidated(rule.Path, path)
		}), "%s covers nothing", rule.Path)
	}
}

// TestUsersFilesStayUsers holds that the places that documents call the user's
// are never written again.
func TestUsersFilesStayUsers(t *testing.T) {
	p := standard(t)
	for _, path := range []string{
		"Makefile", "api/openapi.yaml", "internal/service/service.go", "internal/service/service_test.go",
		"deploy/overlays/dev/local/kustomization.yaml", "deploy/overlays/production/local/database.yaml",
	} {
		assert.Equal(t, pack.PolicyOnce, p.Rule(path).Policy, path)
	}
	assert.Equal(t, pack.PolicyLock, p.Rule("go.sum").Policy)
}

// TestParametersAreDeclaredAndUsed holds that templates use the parameters that
// pack.yaml declares: these, and all of them.
func TestParametersAreDeclaredAndUsed(t *testing.T) {
	p := standard(t)
	used := map[string]bool{}
	collect := func(pattern, text string) {
		for _, found := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			used[found[1]] = true
		}
	}
	for _, content := range p.Files {
		collect(`\.Parameters\.(\w+)`, string(content))
	}
	for _, rule := range p.Spec.Files {
		collect(`\bparameters\.(\w+)`, rule.When)
	}
	assert.ElementsMatch(t, p.ParameterNames(), slices.Collect(maps.Keys(used)))
}

// TestParametersChangeSomething sets each parameter by itself, and looks
// whether a file follows.
func TestParametersChangeSomething(t *testing.T) {
	p := standard(t)
	plain := map[string]tree.Tree{}
	for _, platform := range append([]string{""}, p.Spec.Platforms...) {
		plain[platform] = filesOf(t, newService(t, "critical", "go", append(least("critical"), "host=orders.checkout.internal"), compact(platform)...))
	}
	// Parameters that only a platform's files follow.
	of := map[string]string{"gateway": "gateway-api", "serviceMonitorLabels": "prometheus-operator", "prometheus": "argo-rollouts"}
	other := map[string]string{
		"owner": "team-billing", "image": "registry.internal/billing/orders", "host": "orders.billing.internal",
		"email": "checkout@checkout.internal", "repository": "https://git.internal/checkout/orders", "partOf": "shop",
		"module": "git.internal/orders", "port": "8000", "memory": "64", "cpuLimit": "none", "ingressClass": "internal",
		"stagingHost": "staging.checkout.internal", "egress": "none", "availabilityTarget": "99", "latencyTargetMs": "100", "peakRate": "10",
		"onCall": "https://rota.internal/checkout", "priorityClass": "business", "grafana": "https://grafana.internal", "ci": "none",
		"gateway": "infra/public", "serviceMonitorLabels": "release=prometheus", "prometheus": "http://prometheus.monitoring:9090",
	}
	for _, parameter := range p.Spec.Parameters {
		t.Run(parameter.Name, func(t *testing.T) {
			require.Contains(t, other, parameter.Name, "a new parameter: give it a value here")
			set := append(least("critical"), "host=orders.checkout.internal", parameter.Name+"="+other[parameter.Name])
			platform := of[parameter.Name]
			plain := plain[platform]
			got := filesOf(t, newService(t, "critical", "go", set, compact(platform)...))
			delete(got, "svc.yaml")
			same := 0
			for path, file := range got {
				if file.Equal(plain[path]) {
					same++
				}
			}
			assert.False(t, same == len(got) && len(got) == len(plain)-1, "no file follows it")
		})
	}
}

// compact leaves out what is empty.
func compact(values ...string) []string {
	return slices.DeleteFunc(values, func(value string) bool { return value == "" })
}

// TestParametersExplainThemselves holds that an error message or a prompt
// about a parameter has something to say, and that patterns cover the whole
// value.
func TestParametersExplainThemselves(t *testing.T) {
	for _, parameter := range standard(t).Spec.Parameters {
		assert.NotEmpty(t, parameter.Description, parameter.Name)
		if parameter.RequiredFrom != "" {
			assert.NotEmpty(t, parameter.Prompt, "%s is asked for", parameter.Name)
		}
		if parameter.Pattern != "" {
			assert.Regexp(t, `^\^.*\$$`, parameter.Pattern, "%s: the pattern is not anchored", parameter.Name)
		}
		if parameter.Type == pack.TypeString {
			assert.True(t, parameter.Pattern != "" || len(parameter.Enum) > 0, "%s takes any text, into YAML and Go", parameter.Name)
		}
	}
}
