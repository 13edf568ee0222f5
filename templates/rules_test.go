package templates_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// TestAlertingRulesPass runs promtool over the rules and their tests, with the
// settings that numbers and labels in them depend on.
func TestAlertingRulesPass(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		stage string
		set   []string
	}{
		"prototype":                     {"prototype", nil},
		"rapid":                         {"rapid", least("rapid")},
		"rapid with five nines":         {"rapid", append(settings("rapid"), "availabilityTarget=99.999")},
		"critical with everything set":  {"critical", settings("critical")},
		"critical with modest promises": {"critical", append(least("critical"), "availabilityTarget=95", "latencyTargetMs=2000")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			servesItsRules(t, newService(t, test.stage, "go", test.set))
		})
	}
}

// servesItsRules holds that the rules are well-formed and do what their tests
// say.
func servesItsRules(t *testing.T, dir string) {
	t.Helper()
	monitoring := filepath.Join(dir, "monitoring")
	command(t, monitoring, "promtool", "check", "rules", "--lint=all", "--lint-fatal", "rules.yaml")
	if _, err := os.Stat(filepath.Join(monitoring, "rules_test.yaml")); err == nil {
		command(t, monitoring, "promtool", "test", "rules", "rules_test.yaml")
	}
}

// ruleFile is what the tests read of Prometheus' rules.
type ruleFile struct {
	Groups []struct {
		Rules []struct {
			Alert, Expr         string
			Labels, Annotations map[string]string
		}
	}
}

// readRules reads a service's rules.
func readRules(t *testing.T, dir string) ruleFile {
	t.Helper()
	var rules ruleFile
	content, err := os.ReadFile(filepath.Join(dir, "monitoring", "rules.yaml"))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(content, &rules))
	return rules
}

// alerts are the names of a service's alerts.
func alerts(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	for _, group := range readRules(t, dir).Groups {
		for _, rule := range group.Rules {
			if rule.Alert != "" {
				out = append(out, rule.Alert)
			}
		}
	}
	return out
}

// TestAlertsLeadSomewhere holds that whoever is woken finds a severity, an
// owner and a section of the runbook.
func TestAlertsLeadSomewhere(t *testing.T) {
	eachStage(t, func(t *testing.T, stage string) {
		dir := newService(t, stage, "go", append(settings(stage), "repository=https://git.internal/checkout/orders"))
		for _, group := range readRules(t, dir).Groups {
			for _, rule := range group.Rules {
				if rule.Alert == "" {
					continue
				}
				assert.Contains(t, []string{"page", "ticket"}, rule.Labels["severity"], rule.Alert)
				assert.NotEmpty(t, rule.Annotations["summary"], rule.Alert)
				url := rule.Annotations["runbook_url"]
				assert.True(t, strings.HasPrefix(url, "https://"), rule.Alert)
				if stage == "prototype" {
					assert.Equal(t, "ticket", rule.Labels["severity"], "%s wakes somebody for a prototype", rule.Alert)
					assert.True(t, strings.HasSuffix(url, "/README.md#alerts"), url)
					continue
				}
				assert.Equal(t, "team-checkout", rule.Labels["owner"], rule.Alert)
				assert.True(t, strings.HasSuffix(url, "/docs/runbook.md#"+strings.ToLower(rule.Alert)), url)
			}
		}
		if stage == "prototype" {
			return
		}
		runbook, err := os.ReadFile(filepath.Join(dir, "docs", "runbook.md"))
		require.NoError(t, err)
		var sections []string
		for _, found := range regexp.MustCompile(`(?m)^## (\w+)$`).FindAllStringSubmatch(string(runbook), -1) {
			sections = append(sections, found[1])
		}
		assert.ElementsMatch(t, alerts(t, dir), sections, "one section for each alert")
	})
}

// TestEveryAlertIsTested holds that each alert is seen firing and seen silent
// in the rules' own tests.
func TestEveryAlertIsTested(t *testing.T) {
	for _, stage := range standard(t).StageNames()[1:] {
		t.Run(stage, func(t *testing.T) {
			dir := newService(t, stage, "go", settings(stage))
			content, err := os.ReadFile(filepath.Join(dir, "monitoring", "rules_test.yaml"))
			require.NoError(t, err)
			var file struct {
				Tests []struct {
					AlertRuleTest []struct {
						Alertname string
						ExpAlerts []any `json:"exp_alerts"`
					} `json:"alert_rule_test"`
				}
			}
			require.NoError(t, yaml.Unmarshal(content, &file))
			var firing, silent []string
			for _, test := range file.Tests {
				for _, expected := range test.AlertRuleTest {
					if len(expected.ExpAlerts) > 0 {
						firing = append(firing, expected.Alertname)
					} else {
						silent = append(silent, expected.Alertname)
					}
				}
			}
			assert.Subset(t, firing, alerts(t, dir), "never seen firing")
			assert.Subset(t, silent, alerts(t, dir), "never seen silent")
		})
	}
}

// TestQueriesUseMetricsThatExist asks the running service for every metric of
// its own that rules and dashboard read.
func TestQueriesUseMetricsThatExist(t *testing.T) {
	eachLanguage(t, func(t *testing.T, stage string, l language) {
		t.Parallel()
		dir := newService(t, stage, l.name, settings(stage))
		makes(t, dir, "build")
		p := start(t, l.command(dir))
		call(t, "GET", p.app, "/v1/hello")
		exposed := call(t, "GET", p.admin, "/metrics").body
		for _, metric := range queried(t, dir) {
			switch {
			case metric == "up", strings.HasPrefix(metric, "kube_"): // others say these
			case strings.HasPrefix(metric, "dependency_"): // from the first call to a dependency on
			default:
				assert.Contains(t, exposed, "\n"+metric, "no such metric")
			}
		}
	})
}

// queried are the metrics that rules and dashboard select by labels.
func queried(t *testing.T, dir string) []string {
	t.Helper()
	var queries []string
	for _, group := range readRules(t, dir).Groups {
		for _, rule := range group.Rules {
			queries = append(queries, rule.Expr)
		}
	}
	content, err := os.ReadFile(filepath.Join(dir, "monitoring", "dashboard.json"))
	require.NoError(t, err)
	var dashboard struct {
		Panels []struct{ Targets []struct{ Expr string } }
	}
	require.NoError(t, json.Unmarshal(content, &dashboard))
	require.NotEmpty(t, dashboard.Panels)
	for _, panel := range dashboard.Panels {
		for _, target := range panel.Targets {
			queries = append(queries, target.Expr)
		}
	}
	var metrics []string
	for _, found := range regexp.MustCompile(`([a-z_:]+)\{`).FindAllStringSubmatch(strings.Join(queries, "\n"), -1) {
		metrics = append(metrics, found[1])
	}
	slices.Sort(metrics)
	return slices.Compact(metrics)
}

// TestRunbookLinks holds where an alert's runbook is said to be, for the ways
// in which a repository can be known.
func TestRunbookLinks(t *testing.T) {
	const document = "docs/runbook.md#serviceabsent"
	for name, test := range map[string]struct{ folder, set, want string }{
		"a repository":               {"", "repository=https://git.internal/checkout/orders.git", "https://git.internal/checkout/orders/blob/HEAD/" + document},
		"a folder of a repository":   {"", "repository=https://github.com/checkout/shop/tree/main/orders/", "https://github.com/checkout/shop/blob/main/orders/" + document},
		"a repository at GitLab":     {"", "repository=https://gitlab.com/checkout/orders", "https://gitlab.com/checkout/orders/-/blob/HEAD/" + document},
		"a monorepo":                 {"services/orders", "repository=https://git.internal/checkout/shop", "https://git.internal/checkout/shop/blob/HEAD/services/orders/" + document},
		"a monorepo's folder, named": {"services/orders", "repository=https://github.com/checkout/shop/tree/main/services/orders", "https://github.com/checkout/shop/blob/main/services/orders/" + document},
		"an import path":             {"", "module=github.com/checkout/orders", "https://github.com/checkout/orders/blob/HEAD/" + document},
		"an import path in a folder": {"", "module=github.com/checkout/shop/orders/v2", "https://github.com/checkout/shop/blob/HEAD/orders/" + document},
		"an import path elsewhere":   {"", "module=git.internal/checkout/orders", ""},
		"neither":                    {"", "email=checkout@checkout.internal", ""},
	} {
		t.Run(name, func(t *testing.T) {
			rules := readRules(t, filepath.Join(inRepository(t, test.folder, "rapid", append(least("rapid"), test.set)), test.folder))
			for _, group := range rules.Groups {
				for _, rule := range group.Rules {
					if rule.Alert != "ServiceAbsent" {
						continue
					}
					assert.Equal(t, test.want, rule.Annotations["runbook_url"])
					if test.want == "" {
						assert.Equal(t, document, rule.Annotations["runbook"], "the file is there, whatever its address")
					}
				}
			}
		})
	}
}
