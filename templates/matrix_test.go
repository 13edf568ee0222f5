package templates_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/internal/testtool"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/render"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// rendered is a service as one combination of what the pack offers makes it.
type rendered struct {
	name      string // of the combination
	stage     string
	platforms []string
	files     tree.Tree
}

// matrix renders the combinations of stages, languages, platforms, pipelines and settings:
// each stage with everything, and so many more that each pair of choices
// occurs; or all of them where KUBECTL_SVC_MATRIX is "all". It takes what the pack declares; nothing is
// listed twice.
var matrix = sync.OnceValues(func() ([]rendered, error) {
	p, err := standardPack()
	if err != nil {
		return nil, err
	}
	axes := axesOf(p)
	rows := pairwise(axes)
	if os.Getenv("KUBECTL_SVC_MATRIX") == "all" {
		rows = product(axes)
	}
	var out []rendered
	for _, row := range rows {
		service, err := renderRow(p, row)
		if err != nil {
			return nil, fmt.Errorf("%v: %w", row, err)
		}
		out = append(out, service)
	}
	return out, nil
})

// renderRow renders one combination: stage, pipeline, settings, and each
// platform or nothing in its place.
func renderRow(p *pack.Pack, row []string) (rendered, error) {
	stage, language, platforms := row[0], row[3], compact(slices.Clone(row[4:])...)
	given := map[string]any{"ci": row[1]}
	set := least(stage)
	if row[2] == "everything" {
		set = everything(stage)
	}
	for _, pair := range set {
		name, text, _ := strings.Cut(pair, "=")
		parameter, _ := p.Parameter(name)
		if len(parameter.Languages) > 0 && !slices.Contains(parameter.Languages, language) {
			continue
		}
		value, err := parameter.ParseValue(text)
		if err != nil {
			return rendered{}, err
		}
		given[name] = value
	}
	values, err := p.Values(stage, language, given)
	if err != nil {
		return rendered{}, err
	}
	made, err := render.All(context.Background(), p, render.Inputs{
		Name: serviceName, Stage: stage, Language: language, Platform: platforms, Parameters: values,
	})
	if err != nil {
		return rendered{}, err
	}
	return rendered{name: strings.Join(compact(slices.Clone(row)...), " "), stage: stage, platforms: platforms, files: made.Files}, nil
}

// everything sets each parameter that changes manifests or monitoring.
func everything(stage string) []string {
	set := append(settings("critical"), "stagingHost=orders.staging.internal", "gateway=infra/public",
		"serviceMonitorLabels=release=prometheus,prometheus.internal/tier=1", "prometheus=http://prometheus.monitoring:9090")
	if stage == "rapid" {
		set = append(set, "cpuLimit=none")
	}
	return set
}

// axesOf are the choices; an empty one is to leave something out.
func axesOf(p *pack.Pack) [][]string {
	pipeline, _ := p.Parameter("ci")
	axes := [][]string{p.StageNames(), pipeline.Enum, {"least", "everything"}, p.Spec.Languages}
	for _, platform := range p.Spec.Platforms {
		axes = append(axes, []string{"", platform})
	}
	return axes
}

// product are all rows.
func product(axes [][]string) [][]string {
	rows := [][]string{nil}
	for _, axis := range axes {
		var longer [][]string
		for _, row := range rows {
			for _, value := range axis {
				longer = append(longer, append(slices.Clone(row), value))
			}
		}
		rows = longer
	}
	return rows
}

// pairwise are rows that hold every pair of values of two axes: for each value
// of the first the last of all others, then of all rows the one with the most
// pairs that are still missing, until none is.
func pairwise(axes [][]string) [][]string {
	all := product(axes)
	missing := map[string]bool{}
	for _, row := range all {
		for _, pair := range pairs(row) {
			missing[pair] = true
		}
	}
	var rows [][]string
	for i := range axes[0] {
		rows = append(rows, all[(i+1)*len(all)/len(axes[0])-1])
		for _, pair := range pairs(rows[i]) {
			delete(missing, pair)
		}
	}
	for len(missing) > 0 {
		best, most := []string(nil), 0
		for _, row := range all {
			n := 0
			for _, pair := range pairs(row) {
				if missing[pair] {
					n++
				}
			}
			if n > most {
				best, most = row, n
			}
		}
		for _, pair := range pairs(best) {
			delete(missing, pair)
		}
		rows = append(rows, best)
	}
	return rows
}

func pairs(row []string) []string {
	var out []string
	for i := range row {
		for j := range i {
			out = append(out, fmt.Sprint(j, row[j], i, row[i]))
		}
	}
	return out
}

// TestMatrixHoldsEveryPair holds that what make test judges is not less than
// it says.
func TestMatrixHoldsEveryPair(t *testing.T) {
	axes := axesOf(standard(t))
	wanted, had := map[string]bool{}, map[string]bool{}
	for _, row := range product(axes) {
		for _, pair := range pairs(row) {
			wanted[pair] = true
		}
	}
	rows := pairwise(axes)
	for _, row := range rows {
		for _, pair := range pairs(row) {
			had[pair] = true
		}
	}
	assert.Equal(t, wanted, had)
	assert.Less(t, 3*len(rows), len(product(axes)), "no gain over all combinations")
	t.Logf("%d of %d combinations", len(rows), len(product(axes)))
}

// services are the rendered combinations.
func services(t *testing.T) []rendered {
	t.Helper()
	all, err := matrix()
	require.NoError(t, err)
	require.NotEmpty(t, all)
	return all
}

// unit is what a judge looks at together, in a folder of its own.
type unit struct {
	rendered
	dir   string
	paths []string // in dir
}

// different writes the files that a judge wants into folders, and each content
// only once: many combinations differ in other files. Of each combination it
// takes one unit.
func different(t *testing.T, wanted func(path string) bool) []unit {
	t.Helper()
	root, seen := t.TempDir(), map[[32]byte]bool{}
	var out []unit
	for _, service := range services(t) {
		digest := sha256.New()
		u := unit{rendered: service, dir: filepath.Join(root, fmt.Sprint(len(out)))}
		for _, path := range service.files.Paths() {
			if wanted(path) {
				fmt.Fprintf(digest, "%s\n%d\n%s", path, len(service.files[path].Content), service.files[path].Content)
				u.paths = append(u.paths, filepath.Join(u.dir, filepath.FromSlash(path)))
			}
		}
		key := [32]byte(digest.Sum(nil))
		if len(u.paths) == 0 || seen[key] {
			continue
		}
		seen[key] = true
		for i, path := range slices.DeleteFunc(service.files.Paths(), func(path string) bool { return !wanted(path) }) {
			mode := fs.FileMode(0o644)
			if service.files[path].Executable {
				mode = 0o755
			}
			require.NoError(t, os.MkdirAll(filepath.Dir(u.paths[i]), 0o755))
			require.NoError(t, os.WriteFile(u.paths[i], service.files[path].Content, mode))
		}
		out = append(out, u)
	}
	require.NotEmpty(t, out, "no combination has such a file")
	return out
}

// judge runs a program over the files of all units, once; it must have nothing
// to say.
func judge(t *testing.T, units []unit, program string, args ...string) {
	t.Helper()
	testtool.Path(t, program)
	names := map[string]string{}
	paths := []string{}
	for _, u := range units {
		names[u.dir] = u.name
		paths = append(paths, u.paths...)
	}
	out, err := output(t, filepath.Dir(units[0].dir), program, append(slices.Clone(args), paths...)...)
	if err != nil || out != "" {
		for _, dir := range slices.Sorted(maps.Keys(names)) {
			out = strings.ReplaceAll(out, dir+string(filepath.Separator), "("+names[dir]+") ")
		}
		t.Errorf("%s: %v\n%s", program, err, out)
	}
}

// inFolder wants the files below a folder.
func inFolder(folder string) func(string) bool {
	return func(path string) bool { return strings.HasPrefix(path, folder+"/") }
}

// withSuffix wants the files whose names end so.
func withSuffix(suffixes ...string) func(string) bool {
	return func(path string) bool {
		return slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(path, suffix) })
	}
}
