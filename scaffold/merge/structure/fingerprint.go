package structure

import "math/bits"

// Fingerprints are FNV-1a over the text of scalars, mixed up the tree. A
// mapping's does not depend on the order of its keys, a list's does.

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// Fingerprint of a text; never 0.
func Fingerprint[T string | []byte](text T) uint64 {
	h := uint64(fnvOffset)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * fnvPrime
	}
	return mix(h, 1) | 1
}

// mix combines two fingerprints; the order matters.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9e3779b97f4a7c15, bits.RotateLeft64(b, 32)^0xd6e8feb86659fd93)
	return hi ^ lo
}

// Seal computes the fingerprints of a node from its text or its entries, which
// are sealed before it.
func (n *Node) Seal() {
	switch n.Kind {
	case Scalar:
		n.Sum = mix(Fingerprint(n.Text), kindSum(n.Kind, n.Plain))
		if n.Tag != "" {
			n.Sum = mix(n.Sum, Fingerprint(n.Tag))
		}
		n.Look = n.Sum
	case Alias:
		n.Sum = mix(Fingerprint(n.Text), kindSum(n.Kind, false))
		n.Look = n.Sum
	default:
		sum, look := newTotal(n), newTotal(n)
		for i := range n.Entries {
			e := &n.Entries[i]
			sum.add(e.Key, e.Value.Sum)
			look.add(e.Key, mix(mix(e.Value.Look, e.Lead.Sum), e.Tail.Sum))
		}
		n.Sum, n.Look = sum.sum(), mix(look.sum(), n.Foot.Sum)
	}
}

func kindSum(k Kind, plain bool) uint64 {
	if plain {
		return uint64(k) + 16
	}
	return uint64(k) + 8
}

// total is the fingerprint of a container in the making.
type total struct {
	of    *Node
	count uint64
	acc   uint64
}

func newTotal(of *Node) total { return total{of: of} }

func (t *total) add(key string, value uint64) {
	t.count++
	if t.of.Kind == Mapping {
		t.acc += mix(Fingerprint(key), value)
		return
	}
	t.acc = mix(t.acc+t.count, value)
}

func (t *total) sum() uint64 {
	sum := mix(mix(t.acc, t.count), kindSum(t.of.Kind, false))
	if t.of.Tag != "" {
		sum = mix(sum, Fingerprint(t.of.Tag))
	}
	return sum
}
