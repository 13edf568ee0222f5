package structure

// none stands for an entry that another side does not have.
const none = -1

// links tell which entries of three containers are the same one: for each entry
// of a side its index on another, or none.
type links struct {
	yoursToBase, yoursToTemplate, templateToBase, templateToYours []int
	// guessed are the entries of base that may be gone on a side, and not renamed
	// as it is linked.
	guessed map[int]bool
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
