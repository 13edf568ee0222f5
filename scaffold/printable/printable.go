// Package printable makes text from elsewhere safe to show: what a cluster or a
// repository says may hold anything, escape sequences of a terminal included.
package printable

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line makes text one line of at most most characters that a terminal shows as
// it is: white space becomes single spaces, what is not printable goes.
func Line(text string, most int) string {
	// A character has at most four bytes: what lies beyond is never looked at,
	// so that a text of any length costs no more than a short one.
	text, cut := clip(text, 4*most)
	var out strings.Builder
	n, space := 0, false
	for _, r := range strings.ToValidUTF8(text, "?") {
		switch {
		case unicode.IsSpace(r):
			space = n > 0
			continue
		case !unicode.IsPrint(r):
			continue
		}
		if n >= most {
			cut = true
			break
		}
		if space {
			out.WriteByte(' ')
			n, space = n+1, false
		}
		out.WriteRune(r)
		n++
	}
	if cut {
		out.WriteString(" …")
	}
	return out.String()
}

// clip cuts text before the character that byte most is in.
func clip(text string, most int) (string, bool) {
	if len(text) <= most {
		return text, false
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most], true
}
