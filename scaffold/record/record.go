// Package record is the service record, svc.yaml: what a service is. Users edit
// it; the tool changes it in place and keeps their comments and layout.
package record

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
)

// Identity of a record file, and where it lies in a service.
const (
	FileName   = "svc.yaml"
	APIVersion = "kubectl-svc.dev/v1alpha1"
	Kind       = "ServiceProject"
)

// MaxNameLength leaves room for the names that are derived from a service's
// name: a DNS-1035 label holds 63 characters.
const MaxNameLength = 53

// Record is the content of svc.yaml.
type Record struct {
	APIVersion string   `yaml:"apiVersion" json:"apiVersion"`
	Kind       string   `yaml:"kind" json:"kind"`
	Metadata   Metadata `yaml:"metadata" json:"metadata"`
	Spec       Spec     `yaml:"spec" json:"spec"`
}

// Metadata identifies the service.
type Metadata struct {
	Name string `yaml:"name" json:"name"`
}

// Spec says what the service is.
type Spec struct {
	// Stage is the one the service is in; promote and demote change it.
	Stage string `yaml:"stage" json:"stage"`
	// Language of the service, one of the pack's.
	Language string  `yaml:"language,omitempty" json:"language,omitempty"`
	Pack     PackRef `yaml:"pack" json:"pack"`
	// Platform is what the cluster offers beyond the core API.
	Platform []string `yaml:"platform" json:"platform"`
	// Parameters are the values that the pack asks for.
	Parameters map[string]any `yaml:"parameters" json:"parameters"`
	// Environments bind overlays to places in clusters.
	Environments []Environment `yaml:"environments,omitempty" json:"environments,omitempty"`
	Waivers      []Waiver      `yaml:"waivers,omitempty" json:"waivers,omitempty"`
}

// PackRef names the pack a service is rendered from.
type PackRef struct {
	Name    string `yaml:"name" json:"name"`
	Version string `yaml:"version" json:"version"`
	// Source is where the pack comes from: a folder relative to svc.yaml, or a
	// reference. It is empty for the pack that is built into the binary.
	Source string `yaml:"source,omitempty" json:"source,omitempty"`
	// Digest pins the content of a pack from git or a registry.
	Digest string `yaml:"digest,omitempty" json:"digest,omitempty"`
}

// Environment binds an overlay to a place in a cluster.
type Environment struct {
	// Name of the overlay.
	Name string `yaml:"name" json:"name"`
	// Namespace it is applied to; another one is refused.
	Namespace string `yaml:"namespace,omitempty" json:"namespace,omitempty"`
	// Context of the kubeconfig it is applied with; another one is refused.
	Context string `yaml:"context,omitempty" json:"context,omitempty"`
}

// Waiver is an owned, expiring exception to a gate.
type Waiver struct {
	// Gate by its id, such as TST-01.
	Gate   string `yaml:"gate" json:"gate"`
	Reason string `yaml:"reason" json:"reason"`
	// Owner answers for the exception.
	Owner string `yaml:"owner" json:"owner"`
	// Expires is the last day (UTC), YYYY-MM-DD.
	Expires string `yaml:"expires" json:"expires"`
}

// dns1035 is the form Kubernetes demands of Service names (RFC 1035).
var dns1035 = regexp.MustCompile(`^[a-z]([-a-z0-9]*[a-z0-9])?$`)

// notStrings are the labels that a YAML parser of Kubernetes takes for a boolean
// or for nothing, where they stand without quotes, as names do in manifests.
var notStrings = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}

// ValidateName refuses a name that is no DNS-1035 label of at most
// MaxNameLength characters, or no string in YAML.
func ValidateName(name string) error {
	switch {
	case name == "":
		return fmt.Errorf("a service needs a name: lower-case letters, digits and '-', such as orders")
	case len(name) > MaxNameLength:
		return fmt.Errorf("name %q is %d characters long: at most %d, so that names derived from it fit Kubernetes' 63", name, len(name), MaxNameLength)
	case !dns1035.MatchString(name):
		return fmt.Errorf("name %q is not a DNS label: use lower-case letters, digits and '-', starting with a letter and not ending with '-'", name)
	case slices.Contains(notStrings, name):
		return fmt.Errorf("name %q is no string in YAML, and manifests name the service: choose another, such as %s-service", name, name)
	}
	return nil
}

// validate checks what can be checked without a pack.
func (r *Record) validate() error {
	if err := ValidateName(r.Metadata.Name); err != nil {
		return fmt.Errorf("metadata.name: %w", err)
	}
	if r.Spec.Stage == "" {
		return fmt.Errorf("spec.stage is missing: name the stage the service is in")
	}
	if r.Spec.Pack.Name == "" || r.Spec.Pack.Version == "" {
		return fmt.Errorf("spec.pack needs a name and a version, such as {name: standard, version: 1.0.0}")
	}
	for i, w := range r.Spec.Waivers {
		if w.Gate == "" || w.Reason == "" || w.Owner == "" || w.Expires == "" {
			return fmt.Errorf("spec.waivers[%d]: a waiver needs gate, reason, owner and expires", i)
		}
	}
	return nil
}

// Clone copies a record, so that a change to the copy leaves the original.
func (r *Record) Clone() *Record {
	c := *r
	c.Spec.Platform = slices.Clone(r.Spec.Platform)
	c.Spec.Parameters = maps.Clone(r.Spec.Parameters)
	c.Spec.Environments = slices.Clone(r.Spec.Environments)
	c.Spec.Waivers = slices.Clone(r.Spec.Waivers)
	return &c
}
