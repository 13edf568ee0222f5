package json

import (
	"strings"
	"testing"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/mergetest"
)

// Each file in testdata holds one rule and an example of it, with the notes
// that the user gets; those about a package.json begin with "package". A rule
// says so where the file merges as text.
func TestMerge(t *testing.T) {
	for _, e := range mergetest.Examples(t) {
		t.Run(e.Name, func(t *testing.T) {
			e.Check(t, Merger{Package: strings.HasPrefix(e.Name, "package")}.Merge(e.Sides, mergetest.Labels(), nil))
		})
	}
}
