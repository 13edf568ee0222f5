// Package splice writes a merged text: the bytes of yours, with changes at
// some places. What a structural merger decides about is smaller than a line,
// and what people resolve is whole lines with markers around; this package
// leads from the one to the other.
package splice

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// Change is one change to yours: the bytes from From up to To become New. Line
// endings in what comes from elsewhere become those of yours.
type Change struct {
	From, To int
	New      []byte
	// Dispute is set where both sides changed the place differently; New has
	// no meaning then.
	Dispute *Dispute
}

// Dispute is the other versions of a place that both sides changed.
type Dispute struct {
	Conflict merge.Conflict
	// Base and Template are what would stand at the place in yours.
	Base, Template []byte
	// Both is what stands there when both sides are taken; it has a meaning
	// where Conflict.Both is set.
	Both []byte
}

// Apply makes the changes, asking about each dispute in file order. Around
// those left open it puts markers, with as few whole lines inside as possible;
// other changes on those lines are made in all parts. It is an error if changes
// overlap.
func Apply(yours []byte, changes []Change, l merge.Labels, d merge.Decide) (merge.Result, error) {
	t := text{yours, dominantEnding(yours)}
	changes = slices.Clone(changes)
	slices.SortStableFunc(changes, func(a, b Change) int {
		if a.From != b.From {
			return a.From - b.From
		}
		return a.To - b.To
	})
	var result merge.Result
	pieces := make([]piece, 0, len(changes))
	end := 0
	for _, c := range changes {
		if c.From < end || c.To < c.From || c.To > len(yours) {
			return merge.Result{}, fmt.Errorf("changes to bytes %d to %d and up to %d overlap", c.From, c.To, end)
		}
		end = c.To
		pieces = append(pieces, t.decide(c, d, &result))
	}
	result.Content = t.write(t.groups(pieces), l)
	return result, nil
}

// decide asks about a change if it is disputed.
func (t text) decide(c Change, d merge.Decide, result *merge.Result) piece {
	p := piece{from: c.From, to: c.To}
	if c.Dispute == nil {
		p.settle(t.adapt(c.New))
		return p
	}
	choice := d.Choose(c.Dispute.Conflict)
	switch {
	case choice == merge.TakeYours:
		p.settle(t.yours[c.From:c.To])
	case choice == merge.TakeTemplate:
		p.settle(t.adapt(c.Dispute.Template))
	case choice == merge.TakeBoth && c.Dispute.Conflict.Both:
		p.settle(t.adapt(c.Dispute.Both))
	default:
		p.open = true
		p.versions = [3][]byte{t.yours[c.From:c.To], t.adapt(c.Dispute.Base), t.adapt(c.Dispute.Template)}
		result.Conflicts = append(result.Conflicts, c.Dispute.Conflict)
		return p
	}
	result.Settled = append(result.Settled, c.Dispute.Conflict)
	return p
}

// adapt gives bytes from elsewhere the line endings of yours.
func (t text) adapt(content []byte) []byte {
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	if t.eol == "\n" {
		return content
	}
	return bytes.ReplaceAll(content, []byte("\n"), []byte(t.eol))
}

func dominantEnding(content []byte) string {
	all := bytes.Count(content, []byte("\n"))
	if crlf := bytes.Count(content, []byte("\r\n")); crlf > all-crlf {
		return "\r\n"
	}
	return "\n"
}
