package gomod

import (
	"bytes"
	"fmt"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/fallback"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/splice"
)

// Merger merges go.mod files. The zero value is ready to use.
type Merger struct{}

var _ merge.Merger = Merger{}

// Name of the format.
func (Merger) Name() string { return "gomod" }

// Merge brings the template's changes since base into yours. A line that one
// side removed and the other changed is a conflict, and so are two versions of
// which none is the higher one, such as two replacements.
func (Merger) Merge(s merge.Sides, l merge.Labels, d merge.Decide) merge.Result {
	if content, found := s.OneSided(); found {
		return merge.Result{Content: bytes.Clone(content)}
	}
	m, err := read(s)
	if err != nil {
		return fallback.ToText(err.Error(), s, l, d, nil)
	}
	m.merge()
	if err := m.verify(s.Yours); err != nil {
		return fallback.ToText(err.Error(), s, l, d, Merger{}.Check)
	}
	result, err := splice.Apply(s.Yours, m.changes, l, d)
	if err != nil {
		return fallback.ToText(err.Error(), s, l, d, Merger{}.Check)
	}
	result.Notes = m.notes
	return result
}

func read(s merge.Sides) (*merger, error) {
	m := &merger{want: map[id]meaning{}, gone: map[*statement]bool{}}
	for _, side := range []struct {
		name    string
		content []byte
		to      **file
	}{{"yours", s.Yours, &m.yours}, {"the template", s.Template, &m.template}, {"the base", s.Base, &m.base}} {
		f, err := parse(side.content)
		if err != nil {
			return nil, fmt.Errorf("in %s, %w", side.name, err)
		}
		*side.to = f
	}
	if !m.base.sameApart(m.template) && !m.yours.sameApart(m.template) {
		return nil, fmt.Errorf("the template changed a comment that belongs to no line")
	}
	return m, nil
}

// Check tells whether a text cannot be read as a go.mod file.
func (Merger) Check(content []byte) error {
	_, err := parse(content)
	return err
}

// verify reads the result again, once with yours and once with the template's
// side of each conflict: it must mean what was intended.
func (m *merger) verify(yours []byte) error {
	for _, choice := range []merge.Choice{merge.TakeYours, merge.TakeTemplate} {
		result, err := splice.Apply(yours, m.changes, merge.Labels{}, func(merge.Conflict) merge.Choice { return choice })
		if err != nil {
			return err
		}
		got, err := parse(result.Content)
		if err != nil {
			return fmt.Errorf("merged by its grammar, %w", err)
		}
		disputed := 0
		for key, want := range m.want {
			s := got.find(key)
			switch {
			case want.disputed:
				disputed++
				if s != nil {
					disputed--
				}
			case s == nil || s.meaning != want:
				return fmt.Errorf("merged by its grammar, %q would be wrong", key)
			}
		}
		if len(got.statements) != len(m.want)-disputed {
			return fmt.Errorf("merged by its grammar, it would have a line nobody wrote")
		}
	}
	return nil
}
