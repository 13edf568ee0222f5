package templates_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/aymanbagabas/go-udiff"
	generate "github.com/invopop/jsonschema"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
	"github.com/kubectl-svc/kubectl-svc/scaffold/gate"
	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
	"github.com/kubectl-svc/kubectl-svc/scaffold/record"
)

// schema is one that editors use, and the type it is generated from.
type schema struct {
	path, title string
	root        any
	kind        string
	required    map[string][]string // by type
	patterns    map[string]string   // by type and field
}

// labelName is what services, packs and stages are called (DNS-1035).
const labelName = `^[a-z]([-a-z0-9]*[a-z0-9])?$`

var schemas = []schema{
	{
		path: "../scaffold/record/schema.json", title: "The service record of kubectl svc: svc.yaml", root: &record.Record{}, kind: record.Kind,
		required: map[string][]string{
			"Record": {"apiVersion", "kind", "metadata", "spec"}, "Metadata": {"name"}, "Spec": {"stage", "pack"},
			"PackRef": {"name", "version"}, "Environment": {"name"}, "Waiver": {"gate", "reason", "owner", "expires"},
		},
		patterns: map[string]string{"Metadata.name": labelName, "Spec.stage": labelName, "Waiver.expires": `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`},
	},
	{
		path: "pack.schema.json", title: "A template pack of kubectl svc: pack.yaml", root: &pack.Manifest{}, kind: pack.Kind,
		required: map[string][]string{
			"Manifest": {"apiVersion", "kind", "metadata", "spec"}, "Metadata": {"name", "version"}, "Spec": {"stages"},
			"Stage": {"name"}, "Parameter": {"name", "type"}, "FileRule": {"path"}, "Rename": {"from", "to"},
		},
		patterns: map[string]string{"Metadata.name": labelName, "Stage.name": labelName, "Parameter.name": `^[a-z][a-zA-Z0-9]*$`, "FileRule.mode": `^0(644|755)$`},
	},
	{
		path: "gates.schema.json", title: "The gates of a pack of kubectl svc: gates.yaml", root: &gate.File{}, kind: gate.Kind,
		required: map[string][]string{
			"File": {"apiVersion", "kind", "spec"}, "Spec": {"facts", "gates"},
			"Gate": {"id", "title", "why", "remedy", "stages", "expression", "evidence"}, "Variable": {"name", "expression"},
		},
		patterns: map[string]string{"Gate.id": `^[A-Z][A-Z0-9]*-[0-9]{2,}$`, "Variable.name": `^[a-z][A-Za-z0-9]*$`},
	},
}

// enums are the values of the types that have few.
var enums = map[reflect.Type][]any{
	reflect.TypeFor[pack.Policy]():   {pack.PolicyMerge, pack.PolicyOnce, pack.PolicyLock},
	reflect.TypeFor[pack.Place]():    {pack.AtService, pack.AtRepository, pack.AtShared},
	reflect.TypeFor[pack.Type]():     {pack.TypeString, pack.TypeInteger, pack.TypeNumber, pack.TypeBoolean, pack.TypeList},
	reflect.TypeFor[gate.Severity](): {gate.Required, gate.Advisory},
	reflect.TypeFor[gate.Each]():     {gate.EachOverlay},
	reflect.TypeFor[facts.Need]():    needs(),
}

func needs() []any {
	out := make([]any, len(facts.Needs))
	for i, n := range facts.Needs {
		out[i] = n
	}
	return out
}

// TestSchemasAreCurrent compares the committed schemas with what the Go types
// say; -update writes them.
func TestSchemasAreCurrent(t *testing.T) {
	for _, s := range schemas {
		got := s.generate(t)
		if *update {
			require.NoError(t, os.WriteFile(s.path, got, 0o644))
			continue
		}
		want, err := os.ReadFile(s.path)
		require.NoError(t, err)
		if !bytes.Equal(want, got) {
			t.Errorf("not current; go test ./templates -update rewrites it:\n%s", udiff.Unified(s.path, "the types", string(want), string(got)))
		}
	}
}

func (s schema) generate(t *testing.T) []byte {
	t.Helper()
	r := &generate.Reflector{
		Anonymous:                  true,
		RequiredFromJSONSchemaTags: true,
		Mapper: func(typ reflect.Type) *generate.Schema {
			if values, ok := enums[typ]; ok {
				return &generate.Schema{Type: "string", Enum: values}
			}
			return nil
		},
	}
	for _, source := range []string{"../scaffold/record", "../scaffold/pack", "../scaffold/gate"} {
		require.NoError(t, r.AddGoComments("github.com/kubectl-svc/kubectl-svc/templates", source))
	}
	out := r.Reflect(s.root)
	out.Title = s.title
	for typ, definition := range out.Definitions {
		definition.Required = s.required[typ]
		for pair := definition.Properties.Oldest(); pair != nil; pair = pair.Next() {
			pair.Value.Pattern = s.patterns[typ+"."+pair.Key]
			switch pair.Key {
			case "apiVersion":
				pair.Value.Const = record.APIVersion
			case "kind":
				pair.Value.Const = s.kind
			}
		}
	}
	data, err := json.MarshalIndent(out, "", "  ")
	require.NoError(t, err)
	return append(data, '\n')
}

// validator is the schema as an editor has it: from the file.
func (s schema) validator(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiled, err := jsonschema.NewCompiler().Compile(s.path)
	require.NoError(t, err)
	return compiled
}

// hold holds a YAML document against a schema.
func hold(t *testing.T, s *jsonschema.Schema, document []byte) error {
	t.Helper()
	data, err := yaml.YAMLToJSON(document)
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	return s.Validate(value)
}

// TestSchemasAcceptWhatIsInUse: the record of a service of every stage, and
// every pack there is.
func TestSchemasAcceptWhatIsInUse(t *testing.T) {
	svc, manifest, gates := schemas[0].validator(t), schemas[1].validator(t), schemas[2].validator(t)
	full := &record.Record{
		APIVersion: record.APIVersion, Kind: record.Kind, Metadata: record.Metadata{Name: "orders"},
		Spec: record.Spec{
			Stage: "rapid", Language: "go", Platform: []string{"keda"}, Pack: record.PackRef{Name: "ours", Version: "1.0.0", Source: "../pack", Digest: "sha256:00"},
			Parameters:   map[string]any{"owner": "team-checkout", "port": 8080, "hosts": []any{"a"}},
			Environments: []record.Environment{{Name: "production", Namespace: "shop", Context: "north"}},
			Waivers:      []record.Waiver{{Gate: "TST-01", Reason: "r", Owner: "o", Expires: "2027-01-31"}},
		},
	}
	data, err := yaml.Marshal(full)
	require.NoError(t, err)
	assert.NoError(t, hold(t, svc, data))

	packs, err := filepath.Glob("../testdata/packs/*/pack.yaml")
	require.NoError(t, err)
	for _, path := range append(packs, "pack.yaml") {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.NoError(t, hold(t, manifest, data), path)
		if data, err := os.ReadFile(filepath.Join(filepath.Dir(path), "gates.yaml")); err == nil {
			assert.NoError(t, hold(t, gates, data), path)
		}
	}
}

// TestSchemasRefuseWhatTheToolRefuses: an editor marks what the command would
// not take.
func TestSchemasRefuseWhatTheToolRefuses(t *testing.T) {
	const (
		svc      = "apiVersion: kubectl-svc.dev/v1alpha1\nkind: ServiceProject\nmetadata: {name: orders}\nspec: {stage: rapid, pack: {name: standard, version: 1.0.0}}\n"
		manifest = "apiVersion: kubectl-svc.dev/v1alpha1\nkind: TemplatePack\nmetadata: {name: ours, version: 1.0.0}\nspec:\n  stages: [{name: only}]\n  files: [{path: a}]\n  parameters: [{name: owner, type: string}]\n"
		gates    = "apiVersion: kubectl-svc.dev/v1alpha1\nkind: GateSet\nspec:\n  facts: v1\n  gates: [{id: ORG-01, title: t, why: w, remedy: r, needs: [repo], stages: {rapid: {hold: required}}, expression: 'true', evidence: \"'e'\"}]\n"
	)
	load := map[string]func([]byte) error{
		svc: func(data []byte) error { _, err := record.Parse(data); return err },
		manifest: func(data []byte) error {
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, pack.FileName), data, 0o644))
			_, err := pack.Load(os.DirFS(dir))
			return err
		},
		gates: func(data []byte) error {
			p := *standard(t)
			p.Gates = data
			_, err := gate.Load(&p)
			return err
		},
	}
	for i, document := range []string{svc, manifest, gates} {
		require.NoError(t, hold(t, schemas[i].validator(t), []byte(document)))
		require.NoError(t, load[document]([]byte(document)))
	}
	cases := []struct {
		name     string
		schema   int
		document string
		old, new string
	}{
		{"an unknown field", 0, svc, "stage: rapid", "stage: rapid, stagee: rapid"},
		{"another kind", 0, svc, "ServiceProject", "Service"},
		{"a name that is no label", 0, svc, "name: orders", "name: Orders_2"},
		{"no stage", 0, svc, "stage: rapid, ", ""},
		{"a pack without a version", 0, svc, ", version: 1.0.0", ""},
		{"a waiver without an owner", 0, svc, "stage: rapid", "stage: rapid, waivers: [{gate: TST-01, reason: r, expires: 2027-01-31}]"},
		{"parameters as a list", 0, svc, "stage: rapid", "stage: rapid, parameters: [a]"},
		{"no stages", 1, manifest, "  stages: [{name: only}]\n", ""},
		{"an unknown policy", 1, manifest, "{path: a}", "{path: a, policy: keep}"},
		{"an unknown type", 1, manifest, "type: string", "type: text"},
		{"a mode that is none", 1, manifest, "{path: a}", "{path: a, mode: \"0777\"}"},
		{"a misspelt attribute of a file", 1, manifest, "{path: a}", "{path: a, reason: b}"},
		{"a gate without a remedy", 2, gates, "remedy: r, ", ""},
		{"an id in lower case", 2, gates, "ORG-01", "org-01"},
		{"an unknown severity", 2, gates, "hold: required", "hold: always"},
		{"an unknown kind of facts", 2, gates, "needs: [repo]", "needs: [network]"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			document := bytes.Replace([]byte(c.document), []byte(c.old), []byte(c.new), 1)
			require.NotEqual(t, c.document, string(document))
			assert.Error(t, load[c.document](document), "the tool takes it")
			assert.Error(t, hold(t, schemas[c.schema].validator(t), document), "the schema takes it")
		})
	}
}
