// Package gomod merges go.mod files by their grammar: requirements by module,
// replacements by what they replace, and so on, whichever block they stand in.
// Of a version that both sides changed, the higher one is taken, which is what
// the go command would do with both requirements.
//
// The result is yours, byte for byte, with the changes of the template in it:
// blocks, their order and comments stay. A file that the go command could not
// read merges as text.
package gomod
