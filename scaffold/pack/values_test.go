package pack

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type values = map[string]any

func TestValuesAreComplete(t *testing.T) {
	p := demoPack(t, `  parameters:
    - {name: port, type: integer, default: 8080}
    - {name: share, type: number, default: 1}
    - {name: tags, type: list, default: [a, b]}
    - {name: text, type: string}
    - {name: count, type: integer}
    - {name: ratio, type: number}
    - {name: on, type: boolean}
    - {name: items, type: list}
`)
	defaults := values{
		"port": 8080, "share": 1.0, "tags": []string{"a", "b"},
		"text": "", "count": 0, "ratio": 0.0, "on": false, "items": []string{},
	}
	with := func(name string, v any) values {
		out := values{name: v}
		for k, d := range defaults {
			if k != name {
				out[k] = d
			}
		}
		return out
	}
	tests := []struct {
		name        string
		given, want values
	}{
		{"nothing given", nil, defaults},
		{"a value for a default", values{"port": 9000}, with("port", 9000)},
		{"a zero for a default", values{"port": 0}, with("port", 0)},
		{"an empty list for a default", values{"tags": []any{}}, with("tags", []string{})},
		{"nothing behind the colon", values{"port": nil, "text": nil}, defaults},
		{"in its canonical type", values{"ratio": 2}, with("ratio", 2.0)},
		{"an empty text", values{"text": ""}, defaults},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := p.Values("seed", "go", tt.given)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestValuesLeaveWhatWasGiven(t *testing.T) {
	p := demoPack(t, "  parameters: [{name: a, type: string}, {name: b, type: integer, default: 1}]\n")
	given := values{"a": "x"}
	_, err := p.Values("seed", "go", given)
	require.NoError(t, err)
	assert.Equal(t, values{"a": "x"}, given)
}

const required = `  parameters:
    - {name: owner, type: string, requiredFrom: tree, pattern: '^[a-z]+$'}
    - {name: image, type: string, requiredFrom: tree}
    - {name: rate, type: integer, requiredFrom: tree, languages: [go]}
    - {name: port, type: integer, requiredFrom: seed, default: 8080}
    - {name: note, type: string}
`

func TestValuesRequired(t *testing.T) {
	p := demoPack(t, required)
	tests := []struct {
		name            string
		stage, language string
		given           values
		missing         []string
	}{
		{"before its stage", "seed", "go", nil, nil},
		{"at its stage, all at once", "tree", "go", nil, []string{"owner", "image", "rate"}},
		{"in another language", "tree", "typescript", nil, []string{"owner", "image"}},
		{"some given", "tree", "go", values{"image": "i", "rate": 5}, []string{"owner"}},
		{"all given", "tree", "go", values{"owner": "o", "image": "i", "rate": 5}, nil},
		{"zero is a value", "tree", "go", values{"owner": "o", "image": "i", "rate": 0}, nil},
		{"nothing behind the colon is none", "tree", "go", values{"owner": "o", "image": nil, "rate": 5}, []string{"image"}},
		{"an empty text is none", "tree", "go", values{"owner": "o", "image": "", "rate": 5}, []string{"image"}},
		{"an empty text is none, pattern or not", "tree", "go", values{"owner": "", "image": "i", "rate": 5}, []string{"owner"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := p.Values(tt.stage, tt.language, tt.given)
			if tt.missing == nil {
				require.NoError(t, err)
				assert.Len(t, got, 5)
				return
			}
			var missing *MissingError
			require.ErrorAs(t, err, &missing)
			assert.Equal(t, tt.stage, missing.Stage)
			var names []string
			for _, q := range missing.Parameters {
				names = append(names, q.Name)
				requireLine(t, err, "--set "+q.Name+"=")
			}
			assert.Equal(t, tt.missing, names)
			requireLine(t, err, "stage tree")
		})
	}
}

func TestValuesRefuse(t *testing.T) {
	p := demoPack(t, required)
	t.Run("an unknown name, with those there are", func(t *testing.T) {
		_, err := p.Values("seed", "go", values{"ownr": "a"})
		requireLine(t, err, `"ownr"`, "demo 1.0.0", "owner, image, rate, port, note")
	})
	t.Run("a bad value", func(t *testing.T) {
		_, err := p.Values("seed", "go", values{"port": "high"})
		requireLine(t, err, "parameter port", `"high"`)
	})
	t.Run("several mistakes in one line, before what is missing", func(t *testing.T) {
		_, err := p.Values("tree", "go", values{"ownr": "a", "port": true, "note": 1})
		requireLine(t, err, `"ownr"`, "parameter port", "parameter note")
		var missing *MissingError
		assert.NotErrorAs(t, err, &missing)
		again, _ := p.Values("tree", "go", values{"note": 1, "port": true, "ownr": "a"})
		assert.Nil(t, again)
	})
}

// A sample is made in every language, and lacks nothing.
func TestSampleValues(t *testing.T) {
	p := demoPack(t, `  parameters:
    - {name: owner, type: string, requiredFrom: tree, pattern: "^team-"}
    - {name: rate, type: integer, requiredFrom: seed, minimum: 1}
    - {name: module, type: string, requiredFrom: seed, languages: [go]}
    - {name: port, type: integer, default: 8080}
`)
	for name, c := range map[string]struct {
		stage, language string
		given, want     values
	}{
		"nothing given":                {"tree", "go", nil, values{"owner": "OWNER", "rate": 0, "module": "MODULE", "port": 8080}},
		"an earlier stage":             {"seed", "go", nil, values{"owner": "", "rate": 0, "module": "MODULE", "port": 8080}},
		"another language":             {"seed", "typescript", values{"module": "m", "other": "x"}, values{"owner": "", "rate": 0, "module": "", "port": 8080}},
		"a text where one is required": {"tree", "go", values{"owner": "", "port": 1.0}, values{"owner": "OWNER", "rate": 0, "module": "MODULE", "port": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := p.SampleValues(c.stage, c.language, c.given)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
	_, err := p.SampleValues("seed", "go", values{"owner": "me"})
	requireLine(t, err, `"me"`)
}
