package structure

// kinship says which entries may be one that was renamed.
type kinship struct {
	// same tells whether they may be the same at all.
	same func(base, other *Node) bool
	// sure tells whether they are beyond doubt; only: neither side has another.
	// A nil sure has no doubts.
	sure func(base, other *Node, only bool) bool
}

// renamed links entries that are in base and miss on another side with those
// that are only there, where they are alike: the user, or the template, renamed
// them. What it is not sure of it notes as guessed.
func (l *links) renamed(base, yours, template *Node, kin kinship) {
	if base == nil {
		return
	}
	l.guessed = map[int]bool{}
	inYours, inTemplate := make([]bool, len(base.Entries)), make([]bool, len(base.Entries))
	for _, b := range l.yoursToBase {
		if b != none {
			inYours[b] = true
		}
	}
	for _, b := range l.templateToBase {
		if b != none {
			inTemplate[b] = true
		}
	}
	l.pairUp(base, yours, inYours, l.yoursToBase, l.yoursToTemplate, kin)
	l.pairUp(base, template, inTemplate, l.templateToBase, l.templateToYours, kin)
	l.throughBase()
}

// throughBase links yours and template where both are linked to the same entry
// of base.
func (l *links) throughBase() {
	fromBase := map[int]int{}
	for t, b := range l.templateToBase {
		if b != none {
			fromBase[b] = t
		}
	}
	for y, b := range l.yoursToBase {
		if t, ok := fromBase[b]; ok && l.yoursToTemplate[y] == none && l.templateToYours[t] == none {
			l.yoursToTemplate[y], l.templateToYours[t] = t, y
		}
	}
}

// mostRenames bounds how many entries are compared with how many.
const mostRenames = 64

// pairUp links the entries of a side that have no counterpart anywhere to the
// entries of base that miss on that side, each to the one most alike.
func (l *links) pairUp(base, side *Node, found []bool, toBase, toOther []int, kin kinship) {
	var missing []int
	for b := range base.Entries {
		if !found[b] {
			missing = append(missing, b)
		}
	}
	if len(missing) == 0 || len(missing) > mostRenames {
		return
	}
	var fresh []int
	for i := range toBase {
		if toBase[i] == none && toOther[i] == none {
			fresh = append(fresh, i)
		}
	}
	if len(fresh) > mostRenames {
		return
	}
	least, only := 0.5, len(base.Entries) == 1 && len(side.Entries) == 1
	if only {
		least = 0.3 // there is nothing else it could be
	}
	for _, i := range fresh {
		best, most := none, least
		for k, b := range missing {
			if b == none || !kin.same(base.Entries[b].Value, side.Entries[i].Value) {
				continue
			}
			if a := alike(base.Entries[b].Value, side.Entries[i].Value); a > most || a == most && best == none {
				best, most = k, a
			}
		}
		if best == none {
			continue
		}
		b := missing[best]
		toBase[i], missing[best] = b, none
		if kin.sure != nil && !kin.sure(base.Entries[b].Value, side.Entries[i].Value, only) {
			l.guessed[b] = true
		}
	}
}
