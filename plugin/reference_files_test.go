package plugin

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// files lists the files that the tool reads and writes, and the fields of those
// that people write.
func files(t *testing.T, out *strings.Builder) {
	t.Helper()
	fmt.Fprint(out, `
## Files

| file | what it is |
| --- | --- |
| `+"`svc.yaml`"+` | the service record: what the service is. Yours to edit |
| `+"`.svc/state.yaml`"+` | what the tool last rendered, and from what. Commit it; edit it never |
| `+"`.svc/base.txtar`"+` | the bytes that it rendered: the common ancestor of every merge. Commit it |
| `+"`.svc/schema.json`"+` | the schema by which editors know svc.yaml. Commit it |
| `+"`.svc/.gitattributes`"+` | keeps git from changing and showing these files |
| `+"`.svc/.gitignore`"+` | keeps what is in flight out of commits |
| `+"`.svc/pending.txtar`"+` | an operation with open conflicts, for `+"`--continue` and `--abort`"+`; not committed |
| `+"`pack.yaml`"+` | a template pack: stages, languages, parameters, rules of files |
| `+"`gates.yaml`"+` | its gates: [writing a gate](own-gate.md) |
`)
	for _, f := range []struct{ name, schema string }{
		{"svc.yaml", "../scaffold/record/schema.json"}, {"pack.yaml", "../templates/pack.schema.json"}, {"gates.yaml", "../templates/gates.schema.json"},
	} {
		data, err := os.ReadFile(f.schema)
		require.NoError(t, err)
		var s schemaNode
		require.NoError(t, yaml.Unmarshal(data, &s))
		fmt.Fprintf(out, "\n### %s\n\n| field | type | meaning |\n| --- | --- | --- |\n", f.name)
		s.fields(out, s.Defs, s.resolve(s.Defs), "")
	}
}

// schemaNode is what the reference shows of a JSON Schema.
type schemaNode struct {
	Ref         string                 `json:"$ref"`
	Defs        map[string]*schemaNode `json:"$defs"`
	Type        string                 `json:"type"`
	Description string                 `json:"description"`
	Enum        []string               `json:"enum"`
	Const       string                 `json:"const"`
	Required    []string               `json:"required"`
	Items       *schemaNode            `json:"items"`
	Properties  map[string]*schemaNode `json:"properties"`
	// AdditionalProperties is false, or the type of a map's values.
	AdditionalProperties any `json:"additionalProperties"`
}

// UnmarshalJSON takes the schema true, which allows anything, for an empty one.
func (s *schemaNode) UnmarshalJSON(data []byte) error {
	if string(data) == "true" {
		return nil
	}
	type plain schemaNode
	return json.Unmarshal(data, (*plain)(s))
}

func (s *schemaNode) resolve(defs map[string]*schemaNode) *schemaNode {
	if s.Ref == "" {
		return s
	}
	return defs[strings.TrimPrefix(s.Ref, "#/$defs/")]
}

func (s *schemaNode) fields(out *strings.Builder, defs map[string]*schemaNode, node *schemaNode, path string) {
	keys := make([]string, 0, len(node.Properties))
	for key := range node.Properties {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		field := node.Properties[key]
		inner, suffix := field.resolve(defs), ""
		kind := inner.Type
		switch {
		case kind == "array":
			inner, suffix = inner.Items.resolve(defs), "[]"
			kind = "list of " + inner.Type
		case kind == "object" && len(inner.Properties) == 0:
			kind = "map"
			if values, ok := inner.AdditionalProperties.(map[string]any); ok && values["$ref"] != nil {
				inner, suffix = defs[strings.TrimPrefix(values["$ref"].(string), "#/$defs/")], ".NAME"
			}
		case kind == "":
			kind = "any"
		}
		if values := inner.Enum; len(values) > 0 {
			kind = strings.Replace(kind, "string", "`"+strings.Join(values, "`, `")+"`", 1)
		}
		if field.Const != "" {
			kind = "`" + field.Const + "`"
		}
		if slices.Contains(node.Required, key) {
			kind += ", required"
		}
		meaning := field.Description
		if meaning == "" {
			meaning = inner.Description
		}
		fmt.Fprintf(out, "| `%s%s%s` | %s | %s |\n", path, key, suffix, kind, cell(meaning))
		s.fields(out, defs, inner, path+key+suffix+".")
	}
}
