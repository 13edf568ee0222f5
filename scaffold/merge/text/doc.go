// Package text merges any text line by line, in three ways: the lines of
// yours, and in them the changes that the template made since base.
//
// It decides like git merge-file --diff3, so that nobody has to learn a second
// set of rules: changes with an unchanged line between them are both taken,
// changes that overlap or touch are a conflict. Beyond git it treats line
// endings, a byte order mark and the final newline as matters of the whole
// file, never as a reason for a conflict.
package text
