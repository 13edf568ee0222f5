package record

import (
	"bytes"
	"errors"
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/kubectl-svc/kubectl-svc/scaffold/internal/strictyaml"
)

// ErrNotARecord is returned for a svc.yaml that is something else, such as a
// Kubernetes Service manifest somebody gave that name.
var ErrNotARecord = errors.New("not a service record of kubectl svc")

// Parse reads a record. An error names the line and the field.
func Parse(data []byte) (*Record, error) {
	r, err := parse(data)
	if err != nil && !errors.Is(err, ErrNotARecord) {
		if line := marker(data); line > 0 {
			return nil, fmt.Errorf("%s: line %d is a conflict marker, as git leaves them: settle what is between the markers, and remove them", FileName, line)
		}
	}
	return r, err
}

func parse(data []byte) (*Record, error) {
	if err := strictyaml.Check(data); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, err)
	}
	var r Record
	err := strictyaml.Decode(data, &r)
	if err != nil || r.APIVersion != APIVersion || r.Kind != Kind {
		// A field we do not know is no fault of a file that is none of ours.
		if err := checkKind(data); err != nil {
			return nil, err
		}
	}
	if err == nil {
		err = r.validate()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, err)
	}
	return &r, nil
}

// marker is the first line that opens a conflict; 0 where none does.
func marker(data []byte) int {
	line := 0
	for text := range bytes.Lines(data) {
		line++
		if bytes.HasPrefix(text, []byte("<<<<<<< ")) {
			return line
		}
	}
	return 0
}

// checkKind refuses what says that it is something else.
func checkKind(data []byte) error {
	var head struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string `yaml:"kind"`
	}
	if err := yaml.Unmarshal(data, &head); err != nil {
		return fmt.Errorf("%s: %w", FileName, strictyaml.OneLine(err, data))
	}
	if head.APIVersion != APIVersion || head.Kind != Kind {
		return fmt.Errorf("%s is %w: it has apiVersion %q and kind %q, not %s and %s",
			FileName, ErrNotARecord, head.APIVersion, head.Kind, APIVersion, Kind)
	}
	return nil
}

// Heads tells whether a text has the lines that every record of ours begins
// with. What has not may be one all the same, as Parse tells.
func Heads(data []byte) bool {
	line := func(want string) bool {
		return bytes.HasPrefix(data, []byte(want)) || bytes.Contains(data, []byte("\n"+want))
	}
	return line("apiVersion: "+APIVersion+"\n") && line("kind: "+Kind+"\n")
}
