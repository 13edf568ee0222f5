package gomod

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// comments finds the comments of a statement: whole lines above it, without a
// blank line between, and what stands behind it.
func (f *file) comments(s *statement, line *modfile.Line) {
	s.from, s.to = f.lineStart(line.Start.Byte), f.lineEnd(line.Start.Byte)
	s.lineEnd = s.from + len(f.line(s.from))
	s.above = s.from
	var all []string
	for s.above > 0 {
		previous := f.lineStart(s.above - 1)
		text := bytes.TrimSpace(f.line(previous))
		if !bytes.HasPrefix(text, []byte("//")) {
			break
		}
		all = append(all, string(text))
		s.above = previous
	}
	slices.Reverse(all)
	s.line = strings.Join(append(slices.Clone(all), string(bytes.TrimSpace(f.line(s.from)))), "\n")
	behind := strings.TrimSpace(string(f.content[s.end:s.lineEnd]))
	if s.verb == "require" {
		s.indirect, behind = cutIndirect(behind)
	}
	if behind != "" {
		all = append(all, behind)
	}
	s.comment = strings.Join(all, "\n")
}

// cutIndirect takes the go command's mark out of a comment.
func cutIndirect(comment string) (indirect bool, rest string) {
	text := strings.TrimSpace(strings.TrimPrefix(comment, "//"))
	if text == "indirect" {
		return true, ""
	}
	if tail, found := strings.CutPrefix(text, "indirect;"); found {
		return true, strings.TrimSpace("// " + strings.TrimSpace(tail))
	}
	return false, comment
}

// withIndirect puts the mark into what stands behind a requirement.
func withIndirect(behind string, indirect bool) string {
	_, rest := cutIndirect(strings.TrimSpace(behind))
	switch {
	case indirect && rest == "":
		return " // indirect"
	case indirect:
		return " // indirect; " + strings.TrimSpace(strings.TrimPrefix(rest, "//"))
	case rest != "":
		return " " + rest
	}
	return ""
}
