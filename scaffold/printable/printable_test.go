package printable_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kubectl-svc/kubectl-svc/scaffold/printable"
)

func TestLine(t *testing.T) {
	cases := map[string]struct{ text, want string }{
		"nothing":                      {"", ""},
		"plain":                        {"3 of 4 pods", "3 of 4 pods"},
		"several lines":                {"  a\n\tb\r\n c ", "a b c"},
		"a colour":                     {"\x1b[31mred\x1b[0m", "[31mred[0m"},
		"a title of the window":        {"\x1b]0;owned\x07ok", "]0;ownedok"},
		"a C1 control":                 {"a\u009b31mb", "a31mb"},
		"a backspace":                  {"safe\b\b\b\bevil", "safeevil"},
		"text that runs the other way": {"a\u202eb\u2066c", "abc"},
		"broken UTF-8":                 {"a\xff\xfeb", "a?b"},
		"other scripts":                {"заказы 注文", "заказы 注文"},
		"as long as allowed":           {"0123456789ab", "0123456789ab"},
		"too long":                     {"0123456789abc", "0123456789ab …"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, printable.Line(c.text, 12)) })
	}
}

func TestLineOfAnyLengthIsCheap(t *testing.T) {
	huge := strings.Repeat("\x1b[1m語", 10<<20)
	allocated := testing.AllocsPerRun(3, func() { printable.Line(huge, 100) })
	assert.Less(t, allocated, 20.0)
	assert.LessOrEqual(t, len([]rune(printable.Line(huge, 100))), 102)
}
