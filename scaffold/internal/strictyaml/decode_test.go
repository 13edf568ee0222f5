package strictyaml

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type sheet struct {
	Name  string   `yaml:"name"`
	Count int      `yaml:"count"`
	Tags  []string `yaml:"tags"`
	Owner owner    `yaml:"owner"`
}

type owner struct {
	Team string `yaml:"team"`
}

func TestDecode(t *testing.T) {
	var got sheet
	require.NoError(t, Decode([]byte("---\nname: a\ncount: 2\nowner: {team: b} # ours\n"), &got))
	assert.Equal(t, sheet{Name: "a", Count: 2, Owner: owner{Team: "b"}}, got)
}

func TestDecodeRefuses(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // what the line says
	}{
		{"nothing", "", []string{"empty"}},
		{"comments only", "# to do\n", []string{"empty"}},
		{"broken syntax", "name: a\ntags: [b\n", []string{"line 2"}},
		{"a list in a mapping", "name: a\ncount: 1\n- b\n", []string{"line 3"}},
		{"a tab for an indent", "owner:\n\tteam: a\n", []string{"line 2"}},
		{"an unknown field", "name: a\ncolour: red\n", []string{"line 2", "unknown field", "colour"}},
		{"an unknown field further down", "owner:\n  teem: a\n", []string{"line 2", "teem"}},
		{"two unknown fields", "colour: red\nsize: 3\n", []string{"line 1", "colour", "line 2", "size"}},
		{"the same field twice", "name: a\nname: b\n", []string{"line 2", "name"}},
		{"text for a number", "name: a\ncount: many\n", []string{"line 2", "many"}},
		{"a second document", "name: a\n---\nname: b\n", []string{"more than one document"}},
		{"a broken second document", "name: a\n---\nname: [\n", []string{"more than one document"}},
		{"an unknown alias", "name: *who\n", []string{"who"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := Decode([]byte(tt.text), new(sheet))
			require.Error(t, err)
			assert.NotContains(t, err.Error(), "\n", "an error is one line")
			for _, want := range tt.want {
				assert.Contains(t, err.Error(), want)
			}
		})
	}
}

// Who writes YAML does not know this program's types.
func TestDecodeSpeaksOfTheFileAndNotOfGo(t *testing.T) {
	for name, text := range map[string]string{
		"an unknown field":         "colour: red\n",
		"a list for a mapping":     "owner: [a]\n",
		"a text for a mapping":     "owner: a\n",
		"a mapping for a list":     "tags: {a: b}\n",
		"a list at the top":        "- a\n",
		"a field unknown in there": "owner: {teem: a}\n",
	} {
		t.Run(name, func(t *testing.T) {
			err := Decode([]byte(text), new(sheet))
			require.Error(t, err)
			assert.Contains(t, err.Error(), "line 1")
			for _, goType := range []string{"strictyaml", "sheet", "[]string"} {
				assert.NotContains(t, err.Error(), goType)
			}
		})
	}
}
