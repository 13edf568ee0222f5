package json

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/fallback"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/splice"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// Merger merges JSON. The zero value is ready to use.
type Merger struct {
	// Package tells that the file is a package.json: of two versions of a
	// dependency that both sides changed the higher one is taken.
	Package bool
}

var _ merge.Merger = Merger{}

// Name of the format.
func (Merger) Name() string { return "json" }

// Merge brings the changes from base to template into yours.
func (m Merger) Merge(s merge.Sides, l merge.Labels, d merge.Decide) merge.Result {
	if content, found := s.OneSided(); found {
		return merge.Result{Content: bytes.Clone(content)}
	}
	v, err := read(s)
	if err != nil {
		return fallback.ToText(err.Error(), s, l, d, lenientCheck(s))
	}
	merged := structure.Merge(v.base.root, v.yours.root, v.template.root, structure.Options{Show: v.show})
	var notes []string
	if m.Package {
		notes = raise(merged)
	}
	open, settled := merged.Settle(d)
	changes, err := v.layout(merged)
	if err == nil {
		err = v.verify(merged, changes, len(open) > 0)
	}
	var result merge.Result
	if err == nil {
		result, err = splice.Apply(s.Yours, changes, l, nil)
	}
	if err != nil {
		return fallback.ToText(err.Error(), s, l, d, meant(merged))
	}
	result.Conflicts, result.Settled = open, settled
	result.Notes = slices.Concat(notes, merged.Notes)
	return result
}

// source is one of the texts, read.
type source struct {
	text  []byte
	root  *structure.Node // nil where there is no such text
	lines []int32         // where they begin
	unit  string          // one step of indent

	oneLine bool // written on one line
	dense   bool // on one line, with no blank between entries
}

// versions are the texts of one merge.
type versions struct{ base, yours, template source }

func read(s merge.Sides) (v versions, err error) {
	for _, side := range []struct {
		name string
		text []byte
		to   *source
	}{{"yours", s.Yours, &v.yours}, {"the template", s.Template, &v.template}, {"the base", s.Base, &v.base}} {
		if side.text == nil && side.to == &v.base {
			continue
		}
		root, err := parse(side.text, false)
		if err != nil {
			return v, fmt.Errorf("%s is no plain JSON, %w", side.name, err)
		}
		oneLine := !bytes.Contains(bytes.TrimSpace(side.text), []byte("\n"))
		*side.to = source{
			text: side.text, root: root, lines: lineStarts(side.text), unit: indentUnit(side.text),
			oneLine: oneLine, dense: oneLine && !bytes.Contains(side.text, []byte(", ")),
		}
	}
	return v, nil
}

// verify reads the result again, once for each way to settle what is open: it
// must mean what was intended.
func (v versions) verify(merged *structure.Merged, changes []splice.Change, open bool) error {
	choices := []merge.Choice{merge.TakeTemplate}
	if open {
		choices = append(choices, merge.TakeYours)
	}
	for _, choice := range choices {
		result, err := splice.Apply(v.yours.text, changes, merge.Labels{}, func(merge.Conflict) merge.Choice { return choice })
		if err != nil {
			return err
		}
		root, err := parse(result.Content, false)
		if err != nil {
			return fmt.Errorf("merged by key, it would be no JSON, %w", err)
		}
		if structure.RootSum(root) != merged.Sum(choice) {
			return errors.New("merged by key, it would not say what both sides meant")
		}
	}
	return nil
}

// meant is the check for a text merge of files that can be read: it has to say
// what merging by key would.
func meant(merged *structure.Merged) fallback.Check {
	return func(content []byte) error {
		root, err := parse(content, false)
		if err == nil && structure.RootSum(root) != merged.Sum(merge.TakeYours) {
			err = errors.New("it would not say what both sides meant")
		}
		return err
	}
}

// lenientCheck is the check for a text merge of files with comments. There is
// none where a side cannot be read at all.
func lenientCheck(s merge.Sides) fallback.Check {
	for _, content := range [][]byte{s.Base, s.Yours, s.Template} {
		if content != nil && (Merger{}).Check(content) != nil {
			return nil
		}
	}
	return Merger{}.Check
}

// Check tells whether a text is no JSON, be it with comments and trailing
// commas, or has a key twice.
func (Merger) Check(content []byte) error {
	_, err := parse(content, true)
	return err
}

// show writes entries as a conflict shows them.
func (v versions) show(on structure.Side, r structure.Run) string {
	entries := r.Entries()
	if len(entries) == 0 {
		return ""
	}
	from := entries[0].From
	if len(entries) == 1 {
		from = entries[0].Value.From
	}
	of := v.of(on)
	return string(of.reindent(of.text[from:entries[len(entries)-1].To], int(entries[0].From), "", of.unit))
}

func (v versions) of(side structure.Side) source {
	return map[structure.Side]source{structure.Base: v.base, structure.Yours: v.yours, structure.Template: v.template}[side]
}
