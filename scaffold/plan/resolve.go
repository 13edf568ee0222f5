package plan

import (
	"fmt"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// Resolution settles the conflicts it covers.
type Resolution struct {
	Side  merge.Choice
	Glob  string // empty: every file
	Field string // empty: every conflict of the file
}

// ParseResolution reads SIDE[=PATHGLOB[#FIELDPATH]], SIDE being yours or
// template.
func ParseResolution(text string) (Resolution, error) {
	side, where, scoped := strings.Cut(text, "=")
	var r Resolution
	switch side {
	case "yours":
		r.Side = merge.TakeYours
	case "template":
		r.Side = merge.TakeTemplate
	default:
		return r, fmt.Errorf("--resolve %q: write yours or template, then =PATH for one file and #FIELD for one conflict in it", text)
	}
	if !scoped {
		return r, nil
	}
	r.Glob, r.Field, _ = strings.Cut(where, "#")
	if r.Glob == "" || !doublestar.ValidatePattern(r.Glob) {
		return r, fmt.Errorf("--resolve %q: %q is no path or glob", text, r.Glob)
	}
	return r, nil
}

// covers tells how closely the resolution names a conflict: 0 not at all, 1
// every file, 2 this file, 3 this field.
func (r Resolution) covers(path, field string) int {
	switch {
	case r.Glob == "":
		return 1
	case r.Glob != path && !globs(r.Glob, path):
		return 0
	case r.Field == "":
		return 2
	case r.Field == field:
		return 3
	}
	return 0
}

// Decide returns how the conflicts in a file are settled: by the closest
// resolution, and among equals by the last.
func Decide(resolve []Resolution, path string) merge.Decide {
	return func(c merge.Conflict) merge.Choice {
		best, choice := 0, merge.Leave
		for _, r := range resolve {
			if n := r.covers(path, c.Field); n > 0 && n >= best {
				best, choice = n, r.Side
			}
		}
		return choice
	}
}

func globs(glob, path string) bool {
	ok, err := doublestar.Match(glob, path)
	return err == nil && ok
}

// QuoteGlob returns a glob that covers precisely the path.
func QuoteGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `{`, `\{`, `}`, `\}`).Replace(path)
}
