package templates_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aymanbagabas/go-udiff"
	"github.com/stretchr/testify/require"

	"github.com/kubectl-svc/kubectl-svc/plugin/print"
	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// current compares a generated document with what it is generated from;
// -update writes it.
func current(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("..", "docs", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	if string(want) != got {
		t.Errorf("not current; go test ./templates -update rewrites it:\n%s", udiff.Unified("docs/"+name, "what it is made from", string(want), got))
	}
}

// TestGatesDocumentIsCurrent holds docs/gates.md against gates.yaml and the
// schema of facts.
func TestGatesDocumentIsCurrent(t *testing.T) {
	p := standard(t)
	gates, err := gate.Load(p)
	require.NoError(t, err)
	current(t, "gates.md", gatesDocument(p, gates))
}

func gatesDocument(p *pack.Pack, gates *gate.Set) string {
	var out strings.Builder
	fmt.Fprintf(&out, `<!-- Written by go test ./templates -update from templates/gates.yaml and the schema of facts: edit those. -->

# Gates of the %s pack

A gate is one objective check that a service must pass to enter a stage, or to stay in it. `+"`kubectl svc check`"+`
judges those that hold the stage a service is at, `+"`kubectl svc check --for STAGE`"+` those on the way to a later one.
`+"`promote`"+` judges the same before it merges, and then, on the merged result and before anything is written, what the
new stage promises.

| verdict | meaning |
| --- | --- |
| pass | what was seen meets the gate |
| fail | it does not; a required gate blocks |
| unknown | a fact could not be told: a report that was never written, a cluster that does not answer; never a pass, so a required gate blocks |
| waived | it does not pass, and a waiver covers that: owned, with a reason, until a day |
| skipped | not looked at, because of `+"`--offline`"+`; it blocks nothing, and `+"`status`"+` goes on saying so |

An exception is recorded with `+"`kubectl svc promote --waive GATE=REASON --until YYYY-MM-DD`"+` and stands in svc.yaml. Its
owner is the service's; after its last day (UTC) the gate blocks again.

LIV gates ask the cluster about one environment: `+"`--env`"+`, else the last that svc.yaml lists, else production, else the
only one. kubectl's connection flags name the cluster. One request asks what the credentials may do; a right that is
missing makes the verdict unknown, and is named. Nothing is changed: an eviction and an apply are tried as dry runs.

MON, SLO and DEL gates ask Prometheus: `+"`--prometheus URL`"+`, or `+"`--prometheus service:monitoring/prometheus-operated:9090`"+`
for one in the cluster, which the API server leads to. A bearer token is read with `+"`--prometheus-token-file`"+`. They are
required where svc.yaml declares the platform prometheus-operator, and advisory elsewhere.

What does not run, or cannot be asked, is unknown: that warns on the way to rapid and blocks critical. `+"`--offline`"+`
skips all of these.

`, p.Metadata.Name)
	for _, g := range gates.Gates {
		fmt.Fprintf(&out, "## %s\n\n%s.\n\n- **Why:** %s\n- **Remedy:** %s\n- **Asked:** %s\n\n", g.ID, g.Title, g.Why, remedy(g.Remedy), print.Weights(p, g))
	}
	fmt.Fprintf(&out, `# Facts, schema %s

What expressions can use, in [CEL](https://cel.dev), beside its own functions and those for strings, lists and sets:
`+"`name`, `stage` (the one judged for), `language`, `platform`, `parameters`, `now`, `stageAtLeast(\"STAGE\")`"+`, a gate's own
`+"`variables.NAME`"+`, and these facts. [Writing a gate](own-gate.md) shows how. Within a version of the schema no name and no
type changes its meaning.

`, facts.Version)
	for _, f := range facts.Schema() {
		fmt.Fprintf(&out, "## %s\n\n%s Needs `%s`.\n\n", f.Name, f.Doc, f.Need)
		fields(&out, reflect.TypeOf(f.Example))
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}

// remedy shows a remedy that is a command as one.
func remedy(text string) string {
	for _, tool := range []string{"kubectl ", "make "} {
		if strings.HasPrefix(text, tool) && !strings.ContainsAny(text, ",;") {
			return "`" + text + "`"
		}
	}
	return text
}

// fields lists what a fact consists of.
func fields(out *strings.Builder, t reflect.Type) {
	kind := typeName(t)
	for t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		fmt.Fprintf(out, "Type: %s.\n\n", kind)
		return
	}
	if strings.HasPrefix(kind, "list") {
		fmt.Fprint(out, "A list; each element has:\n\n")
	}
	fmt.Fprint(out, "| field | type | meaning |\n| --- | --- | --- |\n")
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Fprintf(out, "| `%s` | %s | %s |\n", f.Tag.Get("cel"), typeName(f.Type), cell(f.Tag.Get("doc")))
	}
	fmt.Fprintln(out)
}

func typeName(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "timestamp"
	case t.Kind() == reflect.Slice:
		return "list of " + typeName(t.Elem())
	case t.Kind() == reflect.Map:
		return "map"
	case t.Kind() == reflect.Struct:
		return "struct"
	case t.Kind() == reflect.Int64, t.Kind() == reflect.Int:
		return "int"
	case t.Kind() == reflect.Float64:
		return "double"
	}
	return t.Kind().String()
}

// TestEveryFactIsDocumented: a field without a word on it could not be used.
func TestEveryFactIsDocumented(t *testing.T) {
	for _, f := range facts.Schema() {
		typ := reflect.TypeOf(f.Example)
		for typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if f.Doc == "" {
			t.Errorf("%s has no documentation", f.Name)
		}
		for i := 0; typ.Kind() == reflect.Struct && i < typ.NumField(); i++ {
			if tag := typ.Field(i).Tag; tag.Get("cel") == "" || tag.Get("doc") == "" {
				t.Errorf("%s.%s has no name in expressions or no documentation", f.Name, typ.Field(i).Name)
			}
		}
	}
}
