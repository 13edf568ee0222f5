// Package structure merges trees three ways: mappings by key, lists by the
// identity of their items, everything else as a whole. It knows no format. A
// format reads its three texts into nodes that remember where they stand,
// calls Merge, and writes the answer into the bytes of yours:
//
//	base, yours, template := read(s.Base), read(s.Yours), read(s.Template)
//	merged := structure.Merge(base, yours, template, structure.Options{Show: …})
//	merged.Settle(decide)      // asks for each conflict, in the order of the result
//	splice(merged.Root)        // the format's own work
//
// # Reading
//
// A Node is a scalar, an alias, a mapping, a list, or the stream of documents
// of a file. The format fills in kind, text or entries, and the extents, then
// calls Node.Seal on each node once its entries are complete (children first):
// Seal computes the two fingerprints that comparing rests on. Sum stands for
// what a value means, Look also for the comments in it. Entries have unique
// keys in a mapping: a format refuses a text with a duplicate key before it
// gets here. A base that does not exist is nil.
//
// # The answer
//
// Merge returns a tree of Steps. The steps below a container are its entries
// in the order of the result:
//
//	Keep     Yours is a run of entries that stay as they are, byte for byte
//	Edit     Yours is one entry whose value is a container; Steps are its entries
//	Take     Template's value stands in place of the value of Yours
//	Blend    the value is a text of several lines that both sides changed, and
//	         it merged by line: Template is one made-up entry with the result
//	Add      Template is a run of entries that yours does not have
//	Drop     Yours is a run of entries that goes
//	Dispute  a conflict: Base, Yours and Template, each a run that may be empty
//
// Where runs of Yours do not come in ascending order, items of a list moved.
// Lead, Tail and Foot of Keep (of one entry), Edit and Take tell that the
// comments above, behind and at the end come from the template. There is a Blend
// only where Options.Blend allows it.
//
// After splicing, a format reads its result again: Merged.Sum is the
// fingerprint that the result must have, once for each way of settling the
// conflicts that are open. A result that differs must not be used.
package structure
