package json

import (
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/splice"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// item is one step for at most one entry of yours, or for a run of entries
// that goes or is in dispute.
type item struct {
	*structure.Step
	key   string
	yours structure.Run
}

// items are the steps of a container, those that keep several entries taken
// apart.
func items(s *structure.Step) []item {
	var all []item
	for i := range s.Steps {
		step := &s.Steps[i]
		r := step.Yours
		switch {
		case r.Empty():
			all = append(all, item{step, step.Template.Entry().Key, r})
		case step.Outcome != structure.Keep:
			all = append(all, item{step, r.Entry().Key, r})
		default:
			for k := r.From; k < r.To; k++ {
				all = append(all, item{step, r.In.Entries[k].Key, structure.Only(r.In, k)})
			}
		}
	}
	return all
}

// sorted puts the additions to a mapping where they belong, if yours and the
// template both have their keys in order.
func sorted(all []item, yours, template *structure.Node) []item {
	if yours.Kind != structure.Mapping || len(yours.Entries) < 2 || !inOrder(yours) || !inOrder(template) {
		return all
	}
	slices.SortStableFunc(all, func(a, b item) int { return strings.Compare(a.key, b.key) })
	return all
}

func inOrder(n *structure.Node) bool {
	return slices.IsSortedFunc(n.Entries, func(a, b structure.Entry) int { return strings.Compare(a.Key, b.Key) })
}

// stays tells that an entry of yours remains, whatever is chosen, and was in
// base.
func (i item) stays() bool {
	switch i.Outcome {
	case structure.Keep, structure.Edit, structure.Take:
		return true
	case structure.Dispute:
		switch i.Choice {
		case merge.TakeYours, merge.TakeBoth:
			return !i.yours.Empty()
		case merge.TakeTemplate:
			return one(i.yours) && one(i.Template)
		}
		return one(i.yours) && one(i.Template) && one(i.Base)
	}
	return false
}

func one(r structure.Run) bool { return r.To-r.From == 1 }

// open tells that there is a conflict in the item.
func (i item) open() bool { return open(i.Step) }

func open(s *structure.Step) bool {
	return s.Outcome == structure.Dispute && s.Choice == merge.Leave ||
		slices.ContainsFunc(s.Steps, func(s structure.Step) bool { return open(&s) })
}

// incoming are the entries of the template that certainly come, beside those
// of yours that stay.
func (i item) incoming() structure.Run {
	switch {
	case i.Outcome == structure.Add:
		return i.Template
	case i.Outcome == structure.Dispute && i.Choice == merge.TakeBoth,
		i.Outcome == structure.Dispute && i.Choice == merge.TakeTemplate && !i.stays():
		return i.Template
	}
	return structure.Run{}
}

// rendered is an entry of yours that stays, with the changes in it.
func (w *writer) rendered(it item) []byte {
	first, last := it.yours.Entries()[0], it.yours.Entries()[it.yours.To-it.yours.From-1]
	inner := &writer{versions: w.versions}
	if one(it.yours) {
		inner.entry(it.Step)
	}
	for i := range inner.changes {
		inner.changes[i].From -= int(first.From)
		inner.changes[i].To -= int(first.From)
	}
	result, err := splice.Apply(w.yours.text[first.From:last.To], inner.changes, merge.Labels{}, nil)
	if err == nil {
		err = inner.err
	}
	if err != nil {
		w.fail(err.Error())
	}
	return result.Content
}
