package text

// slide moves blocks of edited lines to where a reader expects them. Where a
// block begins is often open: of "a b a b", with "a b" new, either half may be
// the new one. A block goes down as far as it can, joining others that it meets
// on the way, unless further up it can face edited lines of the other text:
// then insertion and deletion become one replacement.
func slide(ids []int32, edited, other []bool) {
	own, facing := firstBlock(edited), firstBlock(other)
	for {
		if !own.empty() {
			own.settle(ids, &facing)
		}
		if !own.next() {
			return
		}
		facing.next()
	}
}

// block is a run of edited lines, maybe empty, between two common ones. As both
// texts have the same common lines, block n of one text faces block n of the
// other.
type block struct {
	edited []bool
	span
}

func firstBlock(edited []bool) block {
	return block{edited, span{0, runEnd(edited, 0)}}
}

func (b *block) next() bool {
	if b.to == len(b.edited) {
		return false
	}
	b.from = b.to + 1
	b.to = runEnd(b.edited, b.from)
	return true
}

func (b *block) previous() {
	b.to = b.from - 1
	b.from = b.runStart(b.to)
}

func (b *block) runStart(i int) int {
	for i > 0 && b.edited[i-1] {
		i--
	}
	return i
}

// up moves the block by one line towards the beginning, if the line before it
// is the same as its last one, and joins a block it then touches.
func (b *block) up(ids []int32) bool {
	if b.from == 0 || ids[b.from-1] != ids[b.to-1] {
		return false
	}
	b.edited[b.from-1], b.edited[b.to-1] = true, false
	b.from, b.to = b.runStart(b.from-1), b.to-1
	return true
}

// down is up towards the end.
func (b *block) down(ids []int32) bool {
	if b.to == len(ids) || ids[b.from] != ids[b.to] {
		return false
	}
	b.edited[b.from], b.edited[b.to] = false, true
	b.from, b.to = b.from+1, runEnd(b.edited, b.to+1)
	return true
}

// settle moves the block, and with it the one it faces, to its place.
func (b *block) settle(ids []int32, facing *block) {
	for {
		size, faced := b.to-b.from, false
		for b.up(ids) {
			facing.previous()
		}
		for highest := b.to; ; facing.next() {
			faced = faced || !facing.empty()
			if !b.down(ids) {
				faced = faced && b.to != highest
				break
			}
		}
		if b.to-b.from > size {
			continue // it joined another one, and may now move further
		}
		for faced && facing.empty() && b.up(ids) {
			facing.previous()
		}
		return
	}
}
