package pack

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The parameters that the tables below are about.
var (
	text    = Parameter{Name: "p", Type: TypeString}
	integer = Parameter{Name: "p", Type: TypeInteger}
	number  = Parameter{Name: "p", Type: TypeNumber}
	boolean = Parameter{Name: "p", Type: TypeBoolean}
	list    = Parameter{Name: "p", Type: TypeList}

	short   = Parameter{Name: "p", Type: TypeString, MinLength: new(2), MaxLength: new(3)}
	colour  = Parameter{Name: "p", Type: TypeString, Enum: []string{"red", "green"}}
	lower   = Parameter{Name: "p", Type: TypeString, Pattern: "^[a-z]+$", Description: "small letters"}
	port    = Parameter{Name: "p", Type: TypeInteger, Minimum: new(1024.0), Maximum: new(65535.0)}
	ratio   = Parameter{Name: "p", Type: TypeNumber, Minimum: new(0.0), Maximum: new(1.0)}
	lowers  = Parameter{Name: "p", Type: TypeList, Pattern: "^[a-z]+$", MaxLength: new(3)}
	colours = Parameter{Name: "p", Type: TypeList, Enum: []string{"red", "green"}}
)

// What stands behind --set p=.
func TestParseValue(t *testing.T) {
	tests := []struct {
		name string
		p    Parameter
		text string
		want any
	}{
		{"text", text, "orders", "orders"},
		{"text that looks like a number", text, "8080", "8080"},
		{"text that looks like a boolean", text, "true", "true"},
		{"text that looks like YAML", text, "[a: b", "[a: b"},
		{"no text", text, "", ""},
		{"text with spaces and equal signs", text, " a=b ", " a=b "},
		{"the shortest text", short, "ab", "ab"},
		{"the longest text, in characters", short, "äöü", "äöü"},
		{"one of the enum", colour, "green", "green"},
		{"text of the pattern", lower, "abc", "abc"},
		{"integer", integer, "42", 42},
		{"negative integer", integer, "-1", -1},
		{"integer written as a float", integer, "1e3", 1000},
		{"the smallest port", port, "1024", 1024},
		{"the largest port", port, "65535", 65535},
		{"number", number, "0.5", 0.5},
		{"number without a fraction", number, "3", 3.0},
		{"a bound that is allowed", ratio, "1", 1.0},
		{"true", boolean, "true", true},
		{"false", boolean, "false", false},
		{"list", list, "a,b", []string{"a", "b"}},
		{"list with spaces and nothing between commas", list, " a , ,b,", []string{"a", "b"}},
		{"list of what looks like other things", list, "1,true", []string{"1", "true"}},
		{"empty list", list, "", []string{}},
		{"list of the pattern", lowers, "abc,d", []string{"abc", "d"}},
		{"list of the enum", colours, "green,red", []string{"green", "red"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.p.ParseValue(tt.text)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestParseValueRefuses(t *testing.T) {
	tests := []struct {
		name string
		p    Parameter
		text string
		says []string
	}{
		{"too short", short, "a", []string{`"a"`, "2"}},
		{"too long", short, "abcd", []string{"3"}},
		{"not in the enum", colour, "blue", []string{`"blue"`, "red, green"}},
		{"another case than the enum", colour, "Red", []string{`"Red"`}},
		{"against the pattern", lower, "Abc", []string{`"Abc"`, "^[a-z]+$", "small letters"}},
		{"two lines", text, "a\nb", []string{"one line"}},
		{"a carriage return", text, "a\rb", []string{"one line"}},
		{"a NUL", text, "a\x00b", []string{"one line"}},
		{"no UTF-8", text, "a\xffb", nil},
		{"a word for an integer", integer, "many", []string{`"many"`, "integer"}},
		{"a fraction for an integer", integer, "1.5", []string{"1.5", "integer"}},
		{"a boolean for an integer", integer, "true", []string{"true", "integer"}},
		{"a list for an integer", integer, "[1]", []string{"integer"}},
		{"broken YAML for an integer", integer, "{", []string{`"{"`, "integer"}},
		{"below the minimum", port, "1023", []string{"1023", "1024"}},
		{"above the maximum", port, "65536", []string{"65536", "65535"}},
		{"more than 64 bits", integer, "9223372036854775808", []string{"integer"}},
		{"far more than 64 bits", integer, "1e300", []string{"integer"}},
		{"more than a float holds exactly", integer, "1e17", []string{"integer"}},
		{"infinity for an integer", integer, ".inf", []string{"integer"}},
		{"not a number for an integer", integer, ".nan", []string{"integer"}},
		{"a word for a number", number, "half", []string{`"half"`, "number"}},
		{"not a number for a number", number, ".nan", []string{"number"}},
		{"infinity for a number", number, "-.inf", []string{"number"}},
		{"a number above the maximum", ratio, "1.01", []string{"1.01", "1"}},
		{"a number below the minimum", ratio, "-0.01", []string{"-0.01", "0"}},
		{"a number for a boolean", boolean, "1", []string{"1", "boolean"}},
		{"yes for a boolean", boolean, "yes", []string{"yes", "boolean"}},
		{"one item against the pattern", lowers, "abc,D", []string{`"D"`}},
		{"one item too long", lowers, "abc,abcd", []string{"3"}},
		{"one item not in the enum", colours, "red,blue", []string{`"blue"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.p.ParseValue(tt.text)
			requireLine(t, err, append(tt.says, "parameter p")...)
		})
	}
}

// A value that is left out is told in the user's words, not in Go's.
func TestParseValueOfNothing(t *testing.T) {
	for _, p := range []Parameter{integer, number, boolean} {
		for _, text := range []string{"", "~", "null"} {
			t.Run(string(p.Type)+" "+text, func(t *testing.T) {
				_, err := p.ParseValue(text)
				requireLine(t, err, "parameter p", string(p.Type))
				assert.NotContains(t, err.Error(), "nil")
			})
		}
	}
}

// What a person types is decimal, a leading zero or not.
func TestParseValueIsDecimal(t *testing.T) {
	got, err := integer.ParseValue("010")
	require.NoError(t, err)
	assert.Equal(t, 10, got)
}

// What YAML makes of a value in svc.yaml.
func TestCheck(t *testing.T) {
	tests := []struct {
		name string
		p    Parameter
		v    any
		want any
	}{
		{"text", text, "a", "a"},
		{"integer", integer, 42, 42},
		{"integer as a float", integer, 42.0, 42},
		{"the largest exact float", integer, float64(1<<53 - 1), 1<<53 - 1},
		{"number", number, 0.5, 0.5},
		{"number as an integer", number, 3, 3.0},
		{"boolean", boolean, true, true},
		{"list from YAML", list, []any{"a", "b"}, []string{"a", "b"}},
		{"list", list, []string{"a"}, []string{"a"}},
		{"empty list", list, []any{}, []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.p.Check(tt.v)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestCheckRefuses(t *testing.T) {
	tests := []struct {
		name string
		p    Parameter
		v    any
		says string
	}{
		{"boolean for text", text, true, "true is no string"},
		{"integer for text", text, 8080, "8080 is no string"},
		{"nothing for text", text, nil, "string"},
		{"list for text", text, []any{"a\nb"}, "string"},
		{"mapping for text", text, map[string]any{"a\nb": "c\nd"}, "string"},
		{"text for an integer", integer, "8080", `"8080" is no integer`},
		{"a fraction for an integer", integer, 0.5, "0.5 is no integer"},
		{"an integer beyond 64 bits", integer, uint64(math.MaxUint64), "integer"},
		{"an inexact float for an integer", integer, float64(1 << 53), "integer"},
		{"not a number for an integer", integer, math.NaN(), "integer"},
		{"infinity for an integer", integer, math.Inf(-1), "integer"},
		{"text for a number", number, "0.5", `"0.5" is no number`},
		{"not a number", number, math.NaN(), "number"},
		{"infinity", number, math.Inf(1), "number"},
		{"text for a boolean", boolean, "true", `"true" is no boolean`},
		{"integer for a boolean", boolean, 1, "1 is no boolean"},
		{"text for a list", list, "a,b", "list"},
		{"list with a number in it", list, []any{"a", 1}, "list"},
		{"list with nothing in it", list, []any{nil}, "list"},
		{"list with two lines in it", list, []any{"a\nb"}, "one line"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.p.Check(tt.v)
			requireLine(t, err, "parameter p", tt.says)
		})
	}
}

// The author of a pack may describe a parameter in several lines.
func TestCheckHintIsOneLine(t *testing.T) {
	p := lower
	p.Description = "Small letters,\nand nothing else.\n"
	_, err := p.Check("A")
	requireLine(t, err, "parameter p", "Small letters")
}

func TestZero(t *testing.T) {
	for p, want := range map[*Parameter]any{&text: "", &integer: 0, &number: 0.0, &boolean: false, &list: []string{}} {
		assert.Equal(t, want, p.Zero(), string(p.Type))
	}
}
