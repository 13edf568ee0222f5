package print

import (
	"bytes"
	"encoding/json"
)

// JSON is a value as -o json prints it, indented behind a prefix and without a
// final newline. It is for terminals and programs, not for web pages: expressions
// and evidence keep their <, > and &.
func JSON(value any, prefix string) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, "  ")
	if err := enc.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
