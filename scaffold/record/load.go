package record

import (
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
	if err := strictyaml.Check(data); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, err)
	}
	var head struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string `yaml:"kind"`
	}
	if err := yaml.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, strictyaml.OneLine(err, data))
	}
	if head.APIVersion != APIVersion || head.Kind != Kind {
		return nil, fmt.Errorf("%s is %w: it has apiVersion %q and kind %q, not %s and %s",
			FileName, ErrNotARecord, head.APIVersion, head.Kind, APIVersion, Kind)
	}
	var r Record
	if err := strictyaml.Decode(data, &r); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, err)
	}
	if err := r.validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, err)
	}
	return &r, nil
}
