// Package fallback merges line by line what a structural merger cannot, and
// looks at the outcome: lines that fit together may still make no file.
package fallback

import (
	"bytes"
	"fmt"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/splice"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/text"
)

// Check tells what is wrong with a merged file.
type Check func(content []byte) error

// ToText merges as text and says why. A merge without conflicts whose result
// fails the check is one conflict instead, of everything in which yours and
// template differ. A nil check accepts anything.
func ToText(why string, s merge.Sides, l merge.Labels, d merge.Decide, check Check) merge.Result {
	result := text.Merger{}.Merge(s, l, d)
	if check != nil && len(result.Conflicts)+len(result.Settled) == 0 {
		if err := check(result.Content); err != nil {
			result = oneConflict(s, l, d)
			why = fmt.Sprintf("%s; merged by line, %v", why, err)
		}
	}
	result.Fallback = why
	return result
}

// oneConflict disputes all lines from the first that differs to the last.
func oneConflict(s merge.Sides, l merge.Labels, d merge.Decide) merge.Result {
	from := commonStart(s)
	to := commonEnd(s, from)
	part := func(content []byte) []byte { return content[from : len(content)-to] }
	var base []byte
	if s.Base != nil {
		base = part(s.Base)
	}
	yours, template := part(s.Yours), part(s.Template)
	change := splice.Change{From: from, To: from + len(yours), Dispute: &splice.Dispute{
		Conflict: merge.Conflict{
			Field: fmt.Sprintf("line %d", bytes.Count(s.Yours[:from], []byte("\n"))+1),
			Base:  string(base), Yours: string(yours), Template: string(template),
		},
		Base: base, Template: template,
	}}
	result, err := splice.Apply(s.Yours, []splice.Change{change}, l, d)
	if err != nil { // one change overlaps with none
		return merge.Result{Content: s.Yours, Conflicts: []merge.Conflict{change.Dispute.Conflict}}
	}
	return result
}

// versions are the sides that there are.
func versions(s merge.Sides) [][]byte {
	if s.Base == nil {
		return [][]byte{s.Yours, s.Template}
	}
	return [][]byte{s.Yours, s.Template, s.Base}
}

// commonStart is how many bytes of whole lines all sides begin with.
func commonStart(s merge.Sides) int {
	n := 0
	for {
		end := bytes.IndexByte(s.Yours[n:], '\n') + 1
		if end == 0 {
			return n
		}
		for _, v := range versions(s) {
			if !bytes.HasPrefix(v[n:], s.Yours[n:n+end]) {
				return n
			}
		}
		n += end
	}
}

// commonEnd is how many bytes of whole lines all sides end with, behind the
// first from bytes.
func commonEnd(s merge.Sides, from int) int {
	n := 0
	rest := s.Yours[from:]
	for len(rest) > 0 {
		start := bytes.LastIndexByte(rest[:len(rest)-1], '\n') + 1
		for _, v := range versions(s) {
			if !bytes.HasSuffix(v[from:len(v)-n], rest[start:]) {
				return n
			}
			if at := len(v) - n - (len(rest) - start); at > from && v[at-1] != '\n' {
				return n
			}
		}
		n += len(rest) - start
		rest = rest[:start]
	}
	return n
}
