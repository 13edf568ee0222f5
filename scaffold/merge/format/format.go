// Package format chooses the merger of a file. It is the one place that knows
// all formats; a structural merger is added here.
package format

import (
	"path"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/yaml"
)

// For returns the merger for the file at a path. Every file merges as text
// until its format has a merger of its own.
func For(file string) merge.Merger {
	switch path.Ext(file) {
	case ".yaml", ".yml":
		return yaml.Merger{}
	}
	return text.Merger{}
}
