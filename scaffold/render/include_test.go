package render

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A named template's text can be used like any other text.
func TestIncludeIsText(t *testing.T) {
	got, err := one(t, "seed", "[[ define `x` ]]a: [[ .port ]]\nb: 2[[ end ]]x:\n[[ include `x` .Parameters | indent 2 ]]")
	require.NoError(t, err)
	assert.Equal(t, "x:\n  a: 8080\n  b: 2", got)
}

// What goes wrong inside is told as if it had gone wrong in the file.
func TestIncludeTellsErrors(t *testing.T) {
	for name, test := range map[string]struct{ template, want string }{
		"no such template":   {"[[ include `nothing` . ]]", "nothing"},
		"an undefined value": {"[[ define `x` ]][[ .Nothing ]][[ end ]][[ include `x` . ]]", "Nothing"},
		"fail":               {"[[ define `x` ]][[ fail `not so` ]][[ end ]][[ include `x` . ]]", "not so"},
		"itself":             {"[[ define `x` ]][[ include `x` . ]][[ end ]][[ include `x` . ]]", "more than 100 deep"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := one(t, "seed", test.template)
			requireLine(t, err, "seed/common/dir/file.txt.tmpl", test.want)
			assert.Less(t, len(err.Error()), 300, "%s", err)
		})
	}
}

// What an included template prints is bounded, too.
func TestIncludeIsBounded(t *testing.T) {
	const kilobyte = "[[ range until 1024 ]][[ repeat 1024 `x` ]][[ end ]]"
	_, err := one(t, "seed", "[[ define `x` ]][[ range until 17 ]]"+kilobyte+"[[ end ]][[ end ]][[ include `x` . | trunc 1 ]]")
	requireLine(t, err, "seed/common/dir/file.txt.tmpl", "16 MiB")
}
