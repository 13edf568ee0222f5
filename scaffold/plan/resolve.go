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

// sides are the words of --resolve.
var sides = map[string]merge.Choice{"yours": merge.TakeYours, "template": merge.TakeTemplate, "both": merge.TakeBoth}

// ParseResolution reads SIDE[=PATHGLOB[#FIELDPATH]], SIDE being yours, template
// or both.
func ParseResolution(text string) (Resolution, error) {
	side, where, scoped := strings.Cut(text, "=")
	choice, known := sides[side]
	if !known {
		return Resolution{}, fmt.Errorf("--resolve %q: write yours, template or both, then =PATH for one file and #FIELD for one conflict in it", text)
	}
	r := Resolution{Side: choice}
	if !scoped {
		return r, nil
	}
	r.Glob, r.Field, scoped = strings.Cut(where, "#")
	switch {
	case r.Glob == "" || !doublestar.ValidatePattern(r.Glob):
		return r, fmt.Errorf("--resolve %q: %q is no path or glob", text, r.Glob)
	case scoped && r.Field == "":
		return r, fmt.Errorf("--resolve %q: behind # comes a field, such as 'line 5' or spec.replicas", text)
	}
	return r, nil
}

// String is the flag as it is written.
func (r Resolution) String() string {
	text := "--resolve "
	for name, choice := range sides {
		if choice == r.Side {
			text += name
		}
	}
	if r.Glob != "" {
		text += "=" + r.Glob
	}
	if r.Field != "" {
		text += "#" + r.Field
	}
	return text
}

// closeness tells how closely a resolution names a conflict; the zero value: not
// at all.
type closeness struct {
	level int // of the constants below
	size  int // of the pattern, where it is for a field
}

const (
	everyFile = iota + 1
	thisFile
	partOfField // a field above it, or a pattern
	thisField
)

func (c closeness) none() bool { return c.level == 0 }

func (c closeness) less(d closeness) bool {
	return c.level < d.level || c.level == d.level && c.size < d.size
}

// covers tells how closely the resolution names a conflict.
func (r Resolution) covers(path, field string) closeness {
	switch {
	case r.Glob == "":
		return closeness{level: everyFile}
	case !r.CoversFile(path):
		return closeness{}
	case r.Field == "":
		return closeness{level: thisFile}
	}
	return matchField(r.Field, field)
}

// CoversFile tells whether the resolution is for a file, or for all.
func (r Resolution) CoversFile(path string) bool {
	return r.Glob == "" || r.Glob == path || globs(r.Glob, path)
}

// settles tells whether the resolution has an answer for a conflict it covers.
func (r Resolution) settles(c merge.Conflict) bool { return r.Side != merge.TakeBoth || c.Both }

// Decide returns how the conflicts in a file are settled: by the closest
// resolution that can, and among equals by the last.
func Decide(resolve []Resolution, path string) merge.Decide {
	return func(c merge.Conflict) merge.Choice {
		var best closeness
		choice := merge.Leave
		for _, r := range resolve {
			if n := r.covers(path, c.Field); !n.none() && !n.less(best) && r.settles(c) {
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
