// Package strictyaml reads the tool's own YAML files: unknown fields are
// errors, and an error is one line that speaks of the file, not of Go types.
package strictyaml

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ErrMoreDocuments is returned when a file holds more than one document.
var ErrMoreDocuments = errors.New("holds more than one document: keep the first")

// Decode reads exactly one document into a struct.
func Decode(data []byte, into any) error {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	err := dec.Decode(into)
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty")
	}
	if err != nil {
		return OneLine(err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return ErrMoreDocuments
	}
	return nil
}

var unknownField = regexp.MustCompile(`field (\S+) not found in type \S+`)

// OneLine turns yaml.v3's listing of mistakes into one line.
func OneLine(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	text = strings.TrimPrefix(text, "unmarshal errors:\n")
	lines := strings.Split(unknownField.ReplaceAllString(text, "unknown field $1"), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return errors.New(strings.Join(lines, "; "))
}
