package templates_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// TestDashboardIsOneOfMany holds what a dashboard needs to be used beside a
// hundred others: any data source, any replicas, units, words, and no edits
// that the next provisioning would lose.
func TestDashboardIsOneOfMany(t *testing.T) {
	type source struct{ UID string }
	var (
		selector = regexp.MustCompile(`[a-z_]+\{[^}]*\}`)
		rate     = regexp.MustCompile(`\brate\([a-z_]+\{[^}]*\}\[([^]]*)\]`)
	)
	for _, u := range different(t, func(path string) bool { return path == "monitoring/dashboard.json" }) {
		var dashboard struct {
			UID        string
			Editable   *bool
			Templating struct {
				List []struct {
					Name, Label, Type, AllValue, Query string
					Multi, IncludeAll                  bool
					Datasource                         source
				}
			}
			Panels []struct {
				ID                       int
				Type, Title, Description string
				Datasource               source
				GridPos                  struct{ X, Y int }
				FieldConfig              struct{ Defaults struct{ Unit string } }
				Targets                  []struct {
					Expr, LegendFormat string
					Datasource         source
				}
			}
		}
		require.NoError(t, yaml.Unmarshal(u.files["monitoring/dashboard.json"].Content, &dashboard), u.name)
		require.NotNil(t, dashboard.Editable, u.name)
		assert.False(t, *dashboard.Editable, u.name)
		assert.LessOrEqual(t, len(dashboard.UID), 40, u.name)
		require.Len(t, dashboard.Templating.List, 4, u.name)
		for i, want := range []struct{ name, label, kind string }{
			{"datasource", "Data source", "datasource"}, {"job", "Job", "query"}, {"instance", "Instance", "query"},
			{"filters", "Filters", "adhoc"}, // environments share a job, and only the namespace tells them apart
		} {
			variable := dashboard.Templating.List[i]
			assert.Equal(t, want.name, variable.Name, u.name)
			assert.Equal(t, want.label, variable.Label, u.name)
			assert.Equal(t, want.kind, variable.Type, u.name)
			if want.kind == "query" {
				assert.True(t, variable.Multi && variable.IncludeAll, "%s: %s", u.name, want.name)
				assert.Equal(t, ".+", variable.AllValue, "%s: %s", u.name, want.name)
			}
			if want.kind != "datasource" {
				assert.Equal(t, "${datasource}", variable.Datasource.UID, "%s: %s", u.name, want.name)
			}
		}
		ids, places := map[int]bool{}, map[[2]int]bool{}
		for _, panel := range dashboard.Panels {
			where := u.name + ": " + panel.Title
			assert.NotEmpty(t, panel.Title, where)
			assert.Regexp(t, `\.$`, panel.Description, where)
			assert.NotEmpty(t, panel.FieldConfig.Defaults.Unit, where)
			assert.False(t, ids[panel.ID] || places[[2]int{panel.GridPos.X, panel.GridPos.Y}], "%s: its id or place is taken", where)
			ids[panel.ID], places[[2]int{panel.GridPos.X, panel.GridPos.Y}] = true, true
			require.NotEmpty(t, panel.Targets, where)
			for _, target := range panel.Targets {
				assert.Equal(t, "${datasource}", target.Datasource.UID, where)
				assert.NotEmpty(t, target.LegendFormat, where)
				assert.NotContains(t, target.Expr, "vector(", "%s: a query that always has a value hides that nothing is measured", where)
				selectors := selector.FindAllString(target.Expr, -1)
				assert.NotEmpty(t, selectors, where)
				for _, s := range selectors {
					assert.True(t, strings.Contains(s, `job=~"$job"`) && strings.Contains(s, `instance=~"$instance"`), "%s: %s", where, s)
				}
				for _, window := range rate.FindAllStringSubmatch(target.Expr, -1) {
					assert.Equal(t, "$__rate_interval", window[1], where)
				}
			}
		}
	}
}

// TestRulesHideNothing holds that no rule has a value where nothing is
// measured.
func TestRulesHideNothing(t *testing.T) {
	for _, service := range services(t) {
		for _, path := range []string{"monitoring/rules.yaml", "deploy/base/prometheusrule.yaml", "deploy/base/analysistemplate.yaml"} {
			assert.NotContains(t, string(service.files[path].Content), "vector(", "%s: %s", service.name, path)
		}
	}
}
