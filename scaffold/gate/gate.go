// Package gate decides whether a stage is deserved: gates are data of a pack,
// expressions over facts, and each gives a verdict with its evidence and what
// repairs it. The package reads no file and asks no cluster; facts do.
package gate

import (
	"github.com/kubectl-svc/kubectl-svc/scaffold/facts"
)

// Identity of a gates file, and its name at the root of a pack.
const (
	FileName   = "gates.yaml"
	APIVersion = "kubectl-svc.dev/v1alpha1"
	Kind       = "GateSet"
)

// File is the content of gates.yaml.
type File struct {
	APIVersion string `yaml:"apiVersion" json:"apiVersion"`
	Kind       string `yaml:"kind" json:"kind"`
	Spec       Spec   `yaml:"spec" json:"spec"`
}

// Spec is what a gates file declares.
type Spec struct {
	// Facts is the version of the schema that the expressions are written in.
	Facts string `yaml:"facts" json:"facts"`
	Gates []Gate `yaml:"gates" json:"gates"`
}

// Gate is one objective check.
type Gate struct {
	ID     string `yaml:"id" json:"id"`       // such as OWN-01
	Title  string `yaml:"title" json:"title"` // what holds when it passes
	Why    string `yaml:"why" json:"why"`
	Remedy string `yaml:"remedy" json:"remedy"` // one command, or what to edit
	// Needs are the kinds of facts it looks at.
	Needs []facts.Need `yaml:"needs" json:"needs"`
	// When is an expression: the gate applies where it is true. Empty: always.
	When string `yaml:"when,omitempty" json:"when,omitempty"`
	// Each is "overlays" for a gate that is judged on every overlay.
	Each Each `yaml:"each,omitempty" json:"each,omitempty"`
	// RequiredOn is a platform: where the record does not declare it, the gate is
	// advisory at most.
	RequiredOn string `yaml:"requiredOn,omitempty" json:"requiredOn,omitempty"`
	// Stages says how much the gate counts on entering a stage, and for
	// holding it.
	Stages map[string]Weights `yaml:"stages" json:"stages"`
	// Variables are named expressions for Expression and Evidence.
	Variables []Variable `yaml:"variables,omitempty" json:"variables,omitempty"`
	// Expression is true where the gate passes.
	Expression string `yaml:"expression" json:"expression"`
	// Evidence is an expression for the text that shows what was seen.
	Evidence string `yaml:"evidence" json:"evidence"`
}

// Each says what a gate is judged on.
type Each string

// EachOverlay is for gates that are judged on every overlay of the service.
const EachOverlay Each = "overlays"

// Weights is how much a gate counts for one stage; empty: not at all.
type Weights struct {
	Enter Severity `yaml:"enter,omitempty" json:"enter,omitempty"`
	Hold  Severity `yaml:"hold,omitempty" json:"hold,omitempty"`
}

// Severity is how much a verdict counts.
type Severity string

// The severities.
const (
	Required Severity = "required" // without it there is no stage
	Advisory Severity = "advisory" // it is said, and blocks nothing
)

// Variable is a named expression, read as variables.NAME.
type Variable struct {
	Name       string `yaml:"name" json:"name"`
	Expression string `yaml:"expression" json:"expression"`
}
