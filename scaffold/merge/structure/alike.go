package structure

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
	if a.Kind == Mapping && b.Kind == Mapping {
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
	if a.Kind == List && b.Kind == List {
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
