// Package celerror makes errors of CEL fit into a message of this tool.
package celerror

import (
	"errors"
	"strings"
)

// FirstLine keeps the line of an error of CEL that says where and what; the
// rest draws it.
func FirstLine(err error) error {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(strings.TrimSpace(strings.TrimPrefix(line, "ERROR: ")))
}
