// Package strictyaml reads the tool's own YAML files: unknown fields are
// errors, and an error is one line that speaks of the file, not of Go types.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ErrMoreDocuments is returned when a file holds more than one document.
var ErrMoreDocuments = errors.New("holds more than one document: keep the first")

// maxValues bounds how many values a file may hold. Each takes some hundred
// bytes of memory to read, and one of the text.
const maxValues = 400_000

// Check refuses a text that would take too much memory to read.
func Check(data []byte) error {
	values := 0
	for _, c := range data {
		switch c {
		case '\n', ',', ':', '[', '{', '-':
			values++
		}
	}
	if values > maxValues {
		return fmt.Errorf("it holds more than %d values", maxValues)
	}
	return nil
}

// Decode reads exactly one document into a struct.
func Decode(data []byte, into any) error {
	if err := Check(data); err != nil {
		return err
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	err := dec.Decode(into)
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty")
	}
	if err != nil {
		return OneLine(err, data)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return ErrMoreDocuments
	}
	return nil
}

var (
	unknownField = regexp.MustCompile(`field (\S+) not found in type \S+`)
	wrongType    = regexp.MustCompile("cannot unmarshal !!(\\w+)(?: `([^\n]*)`)? into (\\S+)")
	// yaml.v3 counts lines from 0 where its parser fails, unlike its scanner.
	parserLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?((?:did not find expected|found undefined tag handle|found duplicate %|found incompatible YAML).*)`)
)

// realLine corrects the line in a parser's error. What is missing at the end of
// the file is missing in its last line.
func realLine(err error, data []byte) error {
	m := parserLine.FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	line, _ := strconv.Atoi(m[1]) // none for the first line
	last := bytes.Count(bytes.TrimSuffix(data, []byte("\n")), []byte("\n")) + 1
	return fmt.Errorf("line %d: %s", min(line+1, last), m[2])
}

// OneLine turns what yaml.v3 says of a text into one line.
func OneLine(err error, data []byte) error {
	text := strings.TrimPrefix(realLine(err, data).Error(), "yaml: ")
	text = strings.TrimPrefix(text, "unmarshal errors:\n")
	text = unknownField.ReplaceAllString(text, "unknown field $1")
	text = wrongType.ReplaceAllStringFunc(text, inWords)
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return errors.New(strings.Join(lines, "; "))
}

// inWords says what is wrong with a value's type without naming Go's.
func inWords(mistake string) string {
	m := wrongType.FindStringSubmatch(mistake)
	is := strconv.Quote(m[2])
	switch m[1] {
	case "seq":
		is = "a list"
	case "map":
		is = "a mapping"
	}
	belongs := "a mapping"
	switch into := strings.TrimLeft(m[3], "*"); {
	case strings.HasPrefix(into, "[]"):
		belongs = "a list"
	case into == "bool":
		belongs = "true or false"
	case strings.HasPrefix(into, "int"), strings.HasPrefix(into, "uint"), strings.HasPrefix(into, "float"):
		belongs = "a number"
	case into == "string":
		belongs = "text"
	}
	return is + " stands where " + belongs + " belongs"
}
