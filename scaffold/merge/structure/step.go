package structure

import "github.com/kubectl-svc/kubectl-svc/scaffold/merge"

// Outcome says what becomes of some entries of yours.
type Outcome uint8

// The outcomes; see the package documentation.
const (
	Keep Outcome = iota
	Edit
	Take
	Blend
	Add
	Drop
	Dispute
)

// Step is the outcome for one entry, or for a run of neighbours.
type Step struct {
	Outcome               Outcome
	Base, Yours, Template Run
	// Steps of an Edit: the entries of the container, in the order of the
	// result.
	Steps []Step
	// Lead, Tail and Foot tell that these comments come from the template.
	Lead, Tail, Foot bool
	// Conflict and Choice of a Dispute. The choice is Leave until Settle.
	Conflict merge.Conflict
	Choice   merge.Choice
}

// whole tells that nothing in the entry changes.
func (s *Step) whole() bool { return s.Outcome == Keep && !s.Lead && !s.Tail && !s.Foot }

// Merged is the answer of a merge.
type Merged struct {
	Root  Step // of the run of one that holds the root
	Notes []string
}

// Settle asks for each conflict, in the order of the result, and returns those
// that stay open and those a side was taken for.
func (m *Merged) Settle(d merge.Decide) (open, settled []merge.Conflict) {
	m.Root.each(func(s *Step) {
		s.Choice = d.Choose(s.Conflict)
		if s.Choice == merge.TakeBoth && !s.Conflict.Both {
			s.Choice = merge.Leave
		}
		if s.Choice == merge.Leave {
			open = append(open, s.Conflict)
			return
		}
		settled = append(settled, s.Conflict)
	})
	return open, settled
}

// each visits the disputes.
func (s *Step) each(visit func(*Step)) {
	if s.Outcome == Dispute {
		visit(s)
	}
	for i := range s.Steps {
		s.Steps[i].each(visit)
	}
}

// Sum is the fingerprint the result must have where the conflicts that are open
// are settled by a choice.
func (m *Merged) Sum(open merge.Choice) uint64 {
	t := newTotal(&Node{Kind: List})
	m.Root.total(&t, open)
	return t.sum()
}

// RootSum is what Merged.Sum compares with: the fingerprint of a result.
func RootSum(root *Node) uint64 {
	t := newTotal(&Node{Kind: List})
	t.add("", root.Sum)
	return t.sum()
}

// total adds what the step leaves in the result.
func (s *Step) total(t *total, open merge.Choice) {
	switch s.Outcome {
	case Keep:
		s.Yours.total(t)
	case Edit:
		of := s.Yours.value()
		inner := newTotal(of)
		for i := range s.Steps {
			s.Steps[i].total(&inner, open)
		}
		t.add(s.Yours.Entry().Key, inner.sum())
	case Take, Blend, Add:
		s.Template.total(t)
	case Dispute:
		choice := s.Choice
		if choice == merge.Leave {
			choice = open
		}
		if choice != merge.TakeTemplate {
			s.Yours.total(t)
		}
		if choice != merge.TakeYours {
			s.Template.total(t)
		}
	}
}

func (r Run) total(t *total) {
	for _, e := range r.Entries() {
		t.add(e.Key, e.Value.Sum)
	}
}
