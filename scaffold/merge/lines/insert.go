package lines

import (
	"slices"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/splice"
)

// insert adds what the template added, each run of lines as one: behind the
// row that precedes it in the template, or before the one that follows.
func (v *versions) insert() {
	rows := v.template.rows
	before := -1 // the last row of yours that the template has, too
	var waiting []span
	for i := 0; i < len(rows); i++ {
		if !v.added(rows[i]) {
			at, found := v.anchor(rows[i])
			if !found {
				continue
			}
			for _, block := range waiting {
				v.placeBefore(at, block)
			}
			before, waiting = at, nil
			continue
		}
		block := span{i, i + 1} // behind the last added row of the run
		for k := block.to; k < len(rows) && (rows[k].blank() || v.added(rows[k])); k++ {
			if !rows[k].blank() {
				block.to = k + 1
			}
		}
		i = block.to - 1
		if before < 0 {
			waiting = append(waiting, block)
		} else {
			v.placeBehind(before, block)
		}
	}
	for _, block := range waiting { // the two have nothing in common
		if v.kind == Sums {
			v.add(v.sorted(v.template.rows[block.from]), block)
			continue
		}
		v.add(len(v.yours.rows), v.withBlankAbove(block, len(v.yours.rows) > 0))
	}
}

// sorted is the row of yours before which a row goes by its order.
func (v *versions) sorted(r row) int {
	at, _ := slices.BinarySearchFunc(v.yours.rows, r, func(a, b row) int {
		return strings.Compare(a.key, b.key)
	})
	for v.removed[at] {
		at++
	}
	return at
}

// span is some rows of the template.
type span struct{ from, to int }

// added tells whether the template added a row that yours has not.
func (v *versions) added(r row) bool {
	return !r.blank() && !v.base.has(r.id) && !v.yours.has(r.id)
}

func (v *versions) placeBefore(at int, block span) {
	if rows := v.template.rows; block.to < len(rows) && rows[block.to].blank() {
		block.to++
	}
	v.add(at, block)
}

func (v *versions) placeBehind(anchor int, block span) {
	at, again := v.placed[anchor]
	if !again {
		at = anchor + 1
	}
	above := v.withBlankAbove(block, true)
	at = v.behind(at, v.template.rows[block.from], above != block)
	v.placed[anchor] = at
	v.add(at, above)
}

// withBlankAbove takes in the blank line that sets a block off.
func (v *versions) withBlankAbove(block span, wanted bool) span {
	if wanted && block.from > 0 && v.template.rows[block.from-1].blank() {
		block.from--
	}
	return block
}

// anchor finds a row of the template in yours.
func (v *versions) anchor(r row) (at int, found bool) {
	if r.blank() {
		return 0, false
	}
	at, found = v.yours.find(r.id)
	return at, found && !v.removed[at]
}

// behind is where a block goes, from a row of yours on: lines that the user
// added there stay with what they were put under.
func (v *versions) behind(at int, first row, section bool) int {
	rows := v.yours.rows
	for ; at < len(rows) && !rows[at].blank(); at++ {
		own := !v.base.has(rows[at].id) && !v.template.has(rows[at].id) && !rows[at].comment
		switch {
		case section:
		case own && (v.kind != Sums || rows[at].key < first.key): // as the go command sorts them
		default:
			return at
		}
	}
	return at
}

// add inserts a block before a row of yours.
func (v *versions) add(at int, block span) {
	rows := v.yours.rows
	negated := len(v.yours.negated)
	if at < len(rows) {
		negated = rows[at].negated
	}
	var b strings.Builder
	for _, r := range v.template.rows[block.from:block.to] {
		b.WriteString(r.body)
		b.WriteByte('\n')
		v.reordered = v.reordered || !r.blank() && !r.comment && r.negated != negated
	}
	change := splice.Change{From: v.yours.size, New: []byte(b.String())}
	switch {
	case at < len(rows):
		change.From = rows[at].from
	case at > 0 && !rows[at-1].ended: // and neither does the result end its last line
		change.New = []byte("\n" + strings.TrimSuffix(b.String(), "\n"))
	}
	change.To = change.From
	v.changes = append(v.changes, change)
}
