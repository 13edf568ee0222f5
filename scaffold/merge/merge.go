// Package merge holds what every three-way merger of this tool has in common:
// the three sides, the conflicts, and how a conflict is settled. The mergers
// themselves are one package a format below this one. All of it is pure: bytes
// in, bytes out.
package merge

import "bytes"

// Labels name the three sides in conflict markers and in messages.
type Labels struct {
	Yours    string // the file in the repository, e.g. "yours"
	Base     string // what the tool last rendered, e.g. "base (prototype, standard 1.0.0)"
	Template string // what the tool renders now, e.g. "template (rapid, standard 1.0.0)"
}

// Sides are the three versions of one file. A nil Base means that there is no
// common ancestor (add/add); the other two are always present.
type Sides struct {
	Base     []byte
	Yours    []byte
	Template []byte
}

// OneSided returns the text that is the result as it stands, to the byte,
// because one side is what the other one or base is.
func (s Sides) OneSided() (content []byte, found bool) {
	switch {
	case bytes.Equal(s.Yours, s.Template):
		return s.Yours, true
	case s.Base == nil:
		return nil, false
	case bytes.Equal(s.Base, s.Template):
		return s.Yours, true
	case bytes.Equal(s.Base, s.Yours):
		return s.Template, true
	}
	return nil, false
}

// Conflict is one place where both sides changed the same thing differently.
type Conflict struct {
	// Field says where: a field path in structured files, "line N" (1-based,
	// in yours) in text.
	Field string `json:"field"`
	// Base, Yours and Template are the three versions of that place.
	Base     string `json:"base"`
	Yours    string `json:"yours"`
	Template string `json:"template"`
	// Both tells that taking both sides makes sense: each adds something and
	// neither replaces what the other has.
	Both bool `json:"-"`
}

// Choice is how one conflict is settled.
type Choice int

// The choices. Leave writes conflict markers, the others take a side.
const (
	Leave Choice = iota
	TakeYours
	TakeTemplate
	TakeBoth // yours, then the template's; only where the conflict allows it
)

// Decide settles conflicts as they are found. A nil Decide leaves them all.
type Decide func(Conflict) Choice

// Choose calls d, and leaves the conflict when there is no d.
func (d Decide) Choose(c Conflict) Choice {
	if d == nil {
		return Leave
	}
	return d(c)
}

// Result is a merged file.
type Result struct {
	// Content is the merged text; it holds conflict markers exactly when
	// Conflicts is not empty.
	Content []byte
	// Conflicts are those that Decide left open, in file order.
	Conflicts []Conflict
	// Settled are those that Decide took a side for, in file order.
	Settled []Conflict
	// Fallback says why a structured file was merged line by line instead;
	// empty where it was merged by its own format.
	Fallback string
	// Notes are decisions the user should hear of, a line each, such as which
	// of two raised versions was taken.
	Notes []string
}

// Merger merges the three versions of one file.
type Merger interface {
	// Name of the format, e.g. "text".
	Name() string
	// Merge never loses a line: what is in yours or template and not removed
	// by the other side is in the content, or in a conflict.
	Merge(s Sides, l Labels, d Decide) Result
}
