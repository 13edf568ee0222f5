// Package yaml merges YAML by what it says, in the bytes of yours.
//
// The three texts are read into trees that know where each value stands, the
// trees are merged by package structure, and only the bytes of what the
// template changed are spliced into yours. The result is read again, by this
// package's reader and by yaml.v3, and must be the tree that was meant; else
// the text is merged line by line, and the result says why.
package yaml
