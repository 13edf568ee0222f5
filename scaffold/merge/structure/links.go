package structure

// none stands for an entry that another side does not have.
const none = -1

// links tell which entries of three containers are the same one: for each entry
// of a side its index on another, or none.
type links struct {
	yoursToBase, yoursToTemplate, templateToBase, templateToYours []int
}

// link links containers through keys, which are distinct on each side.
func link(base, yours, template []string) links {
	b, y := newIndex(base), newIndex(yours)
	l := links{
		yoursToBase:     make([]int, len(yours)),
		templateToBase:  make([]int, len(template)),
		templateToYours: make([]int, len(template)),
	}
	for i, key := range yours {
		l.yoursToBase[i] = b.find(key, i)
	}
	for i, key := range template {
		l.templateToBase[i] = b.find(key, i)
		l.templateToYours[i] = y.find(key, i)
	}
	l.invert(len(yours))
	return l
}

func (l *links) invert(yours int) {
	l.yoursToTemplate = make([]int, yours)
	for i := range l.yoursToTemplate {
		l.yoursToTemplate[i] = none
	}
	for t, y := range l.templateToYours {
		if y != none {
			l.yoursToTemplate[y] = t
		}
	}
}

// index finds keys; mostly they are where they were, so that is looked at
// first.
type index struct {
	keys []string
	at   map[string]int
	next int
}

func newIndex(keys []string) *index { return &index{keys: keys} }

func (x *index) find(key string, hint int) int {
	for _, i := range [...]int{x.next, hint} {
		if i < len(x.keys) && x.keys[i] == key {
			x.next = i + 1
			return i
		}
	}
	if len(x.keys) <= 8 {
		for i, k := range x.keys {
			if k == key {
				x.next = i + 1
				return i
			}
		}
		return none
	}
	if x.at == nil {
		x.at = make(map[string]int, len(x.keys))
		for i, k := range x.keys {
			x.at[k] = i
		}
	}
	if i, ok := x.at[key]; ok {
		x.next = i + 1
		return i
	}
	return none
}

// renamed links entries that are in base and miss on another side with those
// that are only there, where they are alike: the user, or the template, renamed
// them. same limits which may be the same at all.
func (l *links) renamed(base, yours, template *Node, same func(base, other *Node) bool) {
	if base == nil {
		return
	}
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
	pairUp(base, yours, inYours, l.yoursToBase, l.yoursToTemplate, same)
	pairUp(base, template, inTemplate, l.templateToBase, l.templateToYours, same)
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
func pairUp(base, side *Node, found []bool, toBase, toOther []int, same func(base, other *Node) bool) {
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
	least := 0.5
	if len(base.Entries) == 1 && len(side.Entries) == 1 {
		least = 0.3 // there is nothing else it could be
	}
	for _, i := range fresh {
		best, most := none, least
		for k, b := range missing {
			if b == none || !same(base.Entries[b].Value, side.Entries[i].Value) {
				continue
			}
			if a := alike(base.Entries[b].Value, side.Entries[i].Value); a > most || a == most && best == none {
				best, most = k, a
			}
		}
		if best != none {
			toBase[i], missing[best] = missing[best], none
		}
	}
}

// alike tells which part of two values is the same, from 0 to 1.
func alike(a, b *Node) float64 {
	common, all := overlap(a, b)
	if all == 0 {
		return 1
	}
	return float64(common) / float64(all)
}

// overlap counts the leaves that two values have in common, and those of the
// greater one.
func overlap(a, b *Node) (common, all int) {
	if a.Sum == b.Sum {
		n := leaves(a)
		return n, n
	}
	if a.Kind == b.Kind && a.Kind == Mapping {
		x := newIndex(keys(b))
		for i, e := range a.Entries {
			if k := x.find(e.Key, i); k != none {
				c, n := overlap(e.Value, b.Entries[k].Value)
				common, all = common+c, all+n
			} else {
				all += leaves(e.Value)
			}
		}
		return common, max(all, leaves(b))
	}
	if a.Kind == b.Kind && a.Kind == List {
		for i := range min(len(a.Entries), len(b.Entries)) {
			c, _ := overlap(a.Entries[i].Value, b.Entries[i].Value)
			common += c
		}
	}
	return common, max(leaves(a), leaves(b))
}

func leaves(n *Node) int {
	if !n.container() || len(n.Entries) == 0 {
		return 1
	}
	count := 0
	for i := range n.Entries {
		count += leaves(n.Entries[i].Value)
	}
	return count
}

func keys(n *Node) []string {
	if n == nil {
		return nil
	}
	all := make([]string, len(n.Entries))
	for i := range n.Entries {
		all[i] = n.Entries[i].Key
	}
	return all
}
