package scaffold

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestQuoting: what is printed as a command can be pasted into a shell.
func TestQuoting(t *testing.T) {
	for _, test := range []struct{ system, word, want string }{
		{"linux", "services/orders", "services/orders"},
		{"linux", "my services/orders", "'my services/orders'"},
		{"linux", "it's", `'it'\''s'`},
		{"linux", `a\b`, `'a\b'`},
		{"linux", "", "''"},
		{"windows", `C:\src\orders`, `C:\src\orders`},
		{"windows", `C:\Users\A B\orders`, `"C:\Users\A B\orders"`},
		{"windows", `say "hi"`, `"say \"hi\""`},
		{"windows", "%PATH%", `"%PATH%"`},
	} {
		assert.Equal(t, test.want, quoteFor(test.system, test.word), test.system)
	}
}
