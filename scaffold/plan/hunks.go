package plan

import (
	"cmp"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
	"github.com/kubectl-svc/kubectl-svc/scaffold/tree"
)

// Origin says where lines of a merged file come from.
type Origin string

// The origins of a hunk.
const (
	FromTemplate Origin = "template" // it comes with the change
	FromYours    Origin = "yours"    // the user's own, kept
	FromBoth     Origin = "both"     // both sides made the same change
	FromConflict Origin = "conflict" // for the user to settle
)

// Hunk is a stretch of lines of a merged file, and where they come from. The new
// lines are those of the result; the old ones those of the version that Against
// names: for template and conflict the file as it is (yours), for yours what the
// template has instead, for both the base.
//
// So the result is yours with the hunks from the template, and it is the
// template's version with the hunks from yours.
type Hunk struct {
	From    Origin `json:"from"`
	Against string `json:"against"` // yours, template or base
	// Starts count lines from 1. Where there are no lines, it is the line
	// before, as in a unified diff.
	OldStart int `json:"oldStart"`
	OldLines int `json:"oldLines"`
	NewStart int `json:"newStart"`
	NewLines int `json:"newLines"`
	// Lines are the old ones, each after a -, and then the new ones, each after
	// a +.
	Lines []string `json:"lines"`
}

// Explain tells for every file that is merged or updated where its lines come
// from.
func (p *Plan) Explain() {
	for i := range p.Actions {
		p.Actions[i].Hunks = p.Actions[i].hunks()
	}
}

func (a *Action) hunks() []Hunk {
	merged := a.Action == Merge || a.Action == Update || a.Action == Rename || a.Markers || a.Format != ""
	if !merged || a.Template == nil || !isText(a.Before) || !isText(a.After) || !isText(a.Template) {
		return nil
	}
	result := a.After.Content
	changed := text.Changes(a.Before.Content, result)
	open := conflicts(a, changed)
	fromTemplate := without(changed, open)
	fromYours := without(text.Changes(a.Template.Content, result), open)
	var both []text.Change
	if isText(a.Base) {
		for _, c := range text.Changes(a.Base.Content, result) {
			if !touches(c, open) && !touches(c, fromTemplate) && !touches(c, fromYours) {
				both = append(both, c)
			}
		}
	}
	var all []Hunk
	add := func(from Origin, against string, old *tree.File, changes []text.Change) {
		if len(changes) == 0 {
			return
		}
		was, is := text.Lines(old.Content), text.Lines(result)
		for _, c := range changes {
			all = append(all, hunk(from, against, c, was, is))
		}
	}
	add(FromTemplate, "yours", a.Before, fromTemplate)
	add(FromConflict, "yours", a.Before, open)
	add(FromYours, "template", a.Template, fromYours)
	add(FromBoth, "base", a.Base, both)
	slices.SortStableFunc(all, func(a, b Hunk) int { return cmp.Compare(a.NewStart, b.NewStart) })
	return all
}

func isText(f *tree.File) bool { return f != nil && !tree.IsBinary(f.Content) }

// conflicts are the places with markers that the plan made, as changes of yours.
// A place that no change touches had its markers before.
func conflicts(a *Action, changed []text.Change) []text.Change {
	if !a.Markers {
		return nil
	}
	var open []text.Change
	for _, m := range text.MarkedAt(a.After.Content) {
		if touches(m, changed) {
			open = append(open, m)
		}
	}
	clean := without(changed, open)
	shift := 0 // of a line from yours to the result
	for i := range open {
		for len(clean) > 0 && clean[0].NewStart+clean[0].NewLines <= open[i].NewStart {
			shift += clean[0].NewLines - clean[0].OldLines
			clean = clean[1:]
		}
		open[i].OldStart = open[i].NewStart - shift
		shift += open[i].NewLines - open[i].OldLines
	}
	return open
}

// without cuts places with markers out of changes. Of a change that goes beyond
// such a place the part beyond is left.
func without(changes, marked []text.Change) []text.Change {
	var out []text.Change
	for _, c := range changes {
		for _, m := range marked {
			end := m.NewStart + m.NewLines
			if c.NewStart >= end || c.NewStart+c.NewLines <= m.NewStart {
				continue
			}
			if head := m.NewStart - c.NewStart; head > 0 {
				out = append(out, text.Change{OldStart: c.OldStart, NewStart: c.NewStart, NewLines: head})
			}
			// What is in the place is in both, so what goes went behind it.
			c.NewLines, c.NewStart = max(0, c.NewStart+c.NewLines-end), end
		}
		if c.NewLines > 0 || c.OldLines > 0 {
			out = append(out, c)
		}
	}
	return out
}

// touches tells whether a change overlaps or borders on one of the others.
func touches(c text.Change, others []text.Change) bool {
	return slices.ContainsFunc(others, func(o text.Change) bool {
		return c.NewStart <= o.NewStart+o.NewLines && o.NewStart <= c.NewStart+c.NewLines
	})
}

func hunk(from Origin, against string, c text.Change, was, is []string) Hunk {
	h := Hunk{From: from, Against: against, OldStart: c.OldStart, OldLines: c.OldLines, NewStart: c.NewStart, NewLines: c.NewLines, Lines: []string{}}
	if c.OldLines > 0 {
		h.OldStart++
	}
	if c.NewLines > 0 {
		h.NewStart++
	}
	for _, line := range was[c.OldStart : c.OldStart+c.OldLines] {
		h.Lines = append(h.Lines, "-"+line)
	}
	for _, line := range is[c.NewStart : c.NewStart+c.NewLines] {
		h.Lines = append(h.Lines, "+"+line)
	}
	return h
}
