package structure

// Kind of a node.
type Kind uint8

// The kinds. A Stream is the list of the documents of one file.
const (
	Scalar Kind = iota
	Alias       // stands for a node elsewhere; never expanded
	Mapping
	List
	Stream
)

// Node is a value and where it stands in its source.
type Node struct {
	Kind Kind
	// Plain tells that a scalar is written without quotes and may be more
	// than a string: a number, a boolean, a null. Such a scalar is equal only
	// to one of the same text.
	Plain bool
	// Text is the value of a scalar, or the name of an alias.
	Text string
	// Tag is an explicit type, where the format has such a thing.
	Tag string
	// Entries are what a container holds, in the order of the source.
	Entries []Entry

	// From and To are the extent of the value in bytes of the source.
	From, To int32
	// Foot are comments at the end of a container, behind its last entry.
	Foot Comment
	// Layout is the format's own: how the value is written.
	Layout Layout

	// Sum is a fingerprint of what the value means, Look of that and the
	// comments in it. Both are set by Seal.
	Sum, Look uint64
}

// Layout is what a format remembers about how a value is written; this package
// does not look at it.
type Layout struct {
	Column int32 // of the entries of a block, in bytes from 0
	After  int32 // where the key's colon or the item's dash ends
	Props  int32 // where what stands before the value begins: anchor and tag
	Flow   bool  // in brackets
	Style  byte
}

// Entry is one item of a list, one pair of a mapping, or one document.
type Entry struct {
	Key   string // in a mapping
	Value *Node
	// From and To are the extent of the entry, from its key or dash to the
	// end of its value, comments around it left out.
	From, To int32
	// Lead are the comments above the entry, Tail the one behind it on its
	// line.
	Lead, Tail Comment
}

// Comment is a stretch of comment, with the blank lines in it.
type Comment struct {
	From, To int32
	Sum      uint64 // of its text without indent and blank lines; 0 where there is none
}

// Entry finds the entry of a mapping by its key.
func (n *Node) Entry(key string) *Entry {
	if n == nil || n.Kind != Mapping {
		return nil
	}
	for i := range n.Entries {
		if n.Entries[i].Key == key {
			return &n.Entries[i]
		}
	}
	return nil
}

// Field follows keys of mappings; it returns nil where one is missing.
func (n *Node) Field(keys ...string) *Node {
	for _, key := range keys {
		e := n.Entry(key)
		if e == nil {
			return nil
		}
		n = e.Value
	}
	return n
}

// scalar returns the text of a scalar.
func (n *Node) scalar() (string, bool) {
	if n == nil || n.Kind != Scalar {
		return "", false
	}
	return n.Text, true
}

// container tells whether the node has entries.
func (n *Node) container() bool { return n.Kind == Mapping || n.Kind == List || n.Kind == Stream }

// Run is a range of entries of a container. The zero Run is of no container.
type Run struct {
	In       *Node
	From, To int
}

// Only is the run of one entry.
func Only(in *Node, i int) Run { return Run{in, i, i + 1} }

// Empty tells whether there is no entry in the run.
func (r Run) Empty() bool { return r.From == r.To }

// Entries of the run.
func (r Run) Entries() []Entry {
	if r.In == nil {
		return nil
	}
	return r.In.Entries[r.From:r.To]
}

// Entry is the first entry of the run, nil where it is empty.
func (r Run) Entry() *Entry {
	if r.Empty() {
		return nil
	}
	return &r.In.Entries[r.From]
}

// value of a run of one entry, nil where it is empty.
func (r Run) value() *Node {
	if e := r.Entry(); e != nil {
		return e.Value
	}
	return nil
}
