// Package format chooses the merger of a file. It is the one place that knows
// all formats; a structural merger is added here.
package format

import (
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
)

// For returns the merger for the file at a path. Every file merges as text
// until its format has a merger of its own.
func For(string) merge.Merger { return text.Merger{} }
