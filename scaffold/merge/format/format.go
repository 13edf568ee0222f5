// Package format chooses the merger of a file. It is the one place that knows
// all formats; a structural merger is added here.
package format

import (
	"path"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/gomod"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/json"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/lines"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/yaml"
)

// For returns the merger for the file at a path: by its name, else by its
// extension. A file of no known format merges as text.
func For(file string) merge.Merger {
	name := path.Base(file)
	if m, found := byName[name]; found {
		return m
	}
	if m, found := byExtension[path.Ext(name)]; found {
		return m
	}
	return text.Merger{}
}

var byName = map[string]merge.Merger{
	"go.mod":       gomod.Merger{},
	"go.sum":       lines.Merger{Kind: lines.Sums},
	"go.work.sum":  lines.Merger{Kind: lines.Sums},
	"package.json": json.Merger{Package: true},

	// In .gitattributes and CODEOWNERS the last match wins: no sets.
	".gitignore":      lines.Merger{Kind: lines.Ignore},
	".dockerignore":   lines.Merger{Kind: lines.Ignore},
	".helmignore":     lines.Merger{Kind: lines.Ignore},
	".npmignore":      lines.Merger{Kind: lines.Ignore},
	".eslintignore":   lines.Merger{Kind: lines.Ignore},
	".prettierignore": lines.Merger{Kind: lines.Ignore},
}

var byExtension = map[string]merge.Merger{
	".yaml":  yaml.Merger{},
	".yml":   yaml.Merger{},
	".json":  json.Merger{},
	".jsonc": json.Merger{}, // those without comments
	".json5": text.Merger{},
}
