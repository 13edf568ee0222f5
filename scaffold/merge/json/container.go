package json

import (
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// container writes the changes to the entries of a mapping or list of yours.
//
// Commas are why it is not done entry by entry. The last entry of yours that
// certainly stays is the pivot: what comes and goes before it does so with the
// comma behind it, what comes and goes after it with the comma in front.
func (w *writer) container(n *structure.Node, s *structure.Step) {
	all := sorted(items(s), n, s.Template.Entry().Value)
	pivot, last := none, 0
	for i, it := range all {
		if it.yours.Empty() {
			continue
		}
		if it.yours.From < last {
			w.rearrange(n, all)
			return
		}
		last = it.yours.To
		if it.stays() {
			pivot = i
		}
	}
	c := w.placeOf(n)
	if pivot == none {
		c.refill(all, s)
		return
	}
	next := following(all)
	previous := none
	for i, it := range all {
		switch {
		case it.stays():
			c.kept(it)
		case i < pivot:
			c.put(it, c.start(next[i]), c.before)
		default:
			c.put(it, int(n.Entries[previous].To), c.behind)
		}
		if !it.yours.Empty() {
			previous = it.yours.To - 1
		}
	}
}

const none = -1

// following is, for each item, the entry of yours at or behind it.
func following(all []item) []int {
	next := make([]int, len(all))
	at := none
	for i := len(all) - 1; i >= 0; i-- {
		if !all[i].yours.Empty() {
			at = all[i].yours.From
		}
		next[i] = at
	}
	return next
}

// rearrange writes a container whose entries come in another order.
func (w *writer) rearrange(n *structure.Node, all []item) {
	c := w.placeOf(n)
	var texts [][]byte
	for _, it := range all {
		switch {
		case it.open():
			w.fail("items moved that are in conflict, too")
			return
		case it.stays():
			texts = append(texts, w.rendered(it))
		}
		texts = append(texts, c.texts(w.template, it.incoming())...)
	}
	w.change(int(n.From)+1, int(n.To)-1, c.joined(texts))
}
