package templates_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// TestPromotionKeepsUserCode promotes a service that a team has worked on, step
// by step: no conflict, every edit still there, and the service still passes
// its tests. Going straight to the last stage leads to the same files.
func TestPromotionKeepsUserCode(t *testing.T) {
	t.Parallel()
	for name, editsOf := range map[string]func(language) []edit{
		"a team's edits":         teamsEdits,
		"the demo route deleted": demoRouteDeleted,
	} {
		eachOf(t, name, func(t *testing.T, l language) {
			t.Parallel()
			edits := editsOf(l)
			stepwise, straight := editedPrototype(t, l, edits), editedPrototype(t, l, edits)
			makes(t, stepwise, "test")
			for i, stage := range standard(t).StageNames()[1:] {
				set := least(stage)
				if i > 0 {
					set = nil // what was said once is recorded
				}
				promote(t, stepwise, stage, set)
				allHold(t, stepwise, edits)
				makes(t, stepwise, "test", "manifests")
				if l.thorough(t, stage) {
					l.lint(t, stepwise)
					makes(t, stepwise, "integration", "contract") // what the new stage brought
				}
				command(t, stepwise, "promtool", "check", "rules", "--lint=all", "--lint-fatal", "monitoring/rules.yaml")
			}
			promote(t, straight, "critical", least("critical"))
			sameFiles(t, filesOf(t, straight), filesOf(t, stepwise))
		}, language.inTestAll)
	}
}

// TestPromotedServiceIsLikeANewOne holds that a service without edits is,
// after its promotions, what `new` makes at that stage.
func TestPromotedServiceIsLikeANewOne(t *testing.T) {
	eachOf(t, "", func(t *testing.T, l language) {
		set := settings("rapid")
		promoted := newService(t, "prototype", l.name, nil)
		for _, stage := range standard(t).StageNames()[1:] {
			promote(t, promoted, stage, set)
			fresh := newService(t, stage, l.name, set)
			got, want := filesOf(t, promoted), filesOf(t, fresh)
			assert.Equal(t, recordOf(t, want["svc.yaml"]), recordOf(t, got["svc.yaml"]))
			delete(want, "svc.yaml") // the same record, and perhaps in another style
			delete(got, "svc.yaml")
			sameFiles(t, want, got)
		}
	})
}

// recordOf is a record without its waivers.
func recordOf(t *testing.T, file tree.File) *record.Record {
	t.Helper()
	r, err := record.Parse(file.Content)
	require.NoError(t, err)
	r.Spec.Waivers = nil
	return r
}

// editedPrototype is a prototype with a user's edits.
func editedPrototype(t *testing.T, l language, edits []edit) string {
	t.Helper()
	dir := newService(t, "prototype", l.name, nil)
	for _, e := range edits {
		e.make(t, dir)
	}
	allHold(t, dir, edits)
	return dir
}

func allHold(t *testing.T, dir string, edits []edit) {
	t.Helper()
	for _, e := range edits {
		e.holds(t, dir)
	}
}
