package render

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// renderWhen renders a pack in which file a has a condition, and b has none.
func renderWhen(t *testing.T, condition string, in Inputs) (files, error) {
	t.Helper()
	rules := fmt.Sprintf("  files: [{path: a, when: %q}]\n", condition)
	out, err := laid(t.Context(), packOf(t, rules, files{"seed/common/a.tmpl": "a", "seed/common/b": "b"}), in)
	return contents(out), err
}

func TestWhen(t *testing.T) {
	tests := []struct {
		condition string
		want      bool
	}{
		{"true", true},
		{"false", false},
		{"'keda' in platform", true},
		{"'gateway-api' in platform", false},
		{"size(platform) == 1", true},
		{"name == 'orders' && language == 'go'", true},
		{"stage != 'seed'", false},
		{"parameters.port > 1024", true},
		{"parameters.owner.startsWith('team-')", true},
		{"parameters.public", true},
		{"!parameters.public", false},
		{"'a' in parameters.hosts", true},
		{"parameters.hosts.exists(h, h == 'c')", false},
		{"has(parameters.nope)", false},
		{"'port' in parameters", true},
	}
	for _, tt := range tests {
		t.Run(tt.condition, func(t *testing.T) {
			want := files{"b": "b"}
			if tt.want {
				want["a"] = "a"
			}
			got, err := renderWhen(t, tt.condition, at("seed"))
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
	t.Run("no platform", func(t *testing.T) {
		in := at("seed")
		in.Platform = nil
		got, err := renderWhen(t, "'keda' in platform", in)
		require.NoError(t, err)
		assert.Equal(t, files{"b": "b"}, got)
	})
	t.Run("a file that is left out is not rendered", func(t *testing.T) {
		p := packOf(t, "  files: [{path: a, when: 'false'}]\n", files{"seed/common/a.tmpl": "[[ .Nope ]]"})
		got, err := laid(t.Context(), p, at("seed"))
		require.NoError(t, err)
		assert.Empty(t, got)
	})
}

func TestWhenErrors(t *testing.T) {
	tests := []struct {
		name, condition string
		says            []string
	}{
		{"syntax error", "stage ==", []string{"Syntax error"}},
		{"syntax error in the second line", "stage\n==", []string{"Syntax error"}},
		{"unknown variable", "stag == 'seed'", []string{"stag"}},
		{"unknown function", "stageAtLeast('seed')", []string{"stageAtLeast"}},
		{"not a boolean", "stage", []string{`"stage"`, "boolean"}},
		{"a parameter that is no boolean", "parameters.port", []string{`"parameters.port"`, "boolean"}},
		{"unknown parameter", "parameters.prot > 1", []string{"prot"}},
		{"types that do not compare", "stage > 1", nil},
		{"beyond its cost", "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, a+b+c+d+e > 0)))))", []string{"cost"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := renderWhen(t, tt.condition, at("seed"))
			requireLine(t, err, append(tt.says, "pack.yaml", "when of a")...)
		})
	}
}
