// Package lines merges files whose lines are a set: the sums of Go modules and
// lists of ignored paths. What one side added or removed is added or removed,
// wherever it stands, so that two additions at one place are no conflict. The
// order, the comments and the blank lines of yours stay.
//
// Lists in which the last match wins (.gitattributes, CODEOWNERS) are no sets.
// Where a pattern of an ignore file is negated the order matters, too: lines
// are merged as a set only as long as none comes to another side of a negation.
package lines
