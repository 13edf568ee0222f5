package yaml

import (
	"strconv"
	"strings"
)

// quotedScalar reads the quoted scalar at the position, and returns its value
// and where it ends. The position moves only where it is refused.
func (p *parser) quotedScalar() (string, int) {
	quote := p.at(0)
	start := p.pos + 1
	if end := strings.IndexByte(p.text[start:p.end], quote); end >= 0 {
		end += start
		text := p.text[start:end]
		if !strings.ContainsAny(text, "\\\n\r") && (quote == '"' || end+1 >= p.end || p.text[end+1] != '\'') {
			return text, end + 1
		}
	}
	q := unquoter{parser: p, quote: quote, at: start}
	return q.read()
}

// unquoter reads a quoted scalar with escapes or line breaks.
type unquoter struct {
	*parser
	quote byte
	at    int
	out   strings.Builder
}

func (q *unquoter) read() (string, int) {
	for q.at < q.end {
		c := q.text[q.at]
		switch {
		case c == q.quote && q.quote == '\'' && q.at+1 < q.end && q.text[q.at+1] == '\'':
			q.out.WriteByte('\'')
			q.at += 2
		case c == q.quote:
			return q.out.String(), q.at + 1
		case c == '\\' && q.quote == '"':
			if !q.escape() {
				return "", q.at
			}
		case blank(c):
			if !q.fold(false) {
				return "", q.at
			}
		default:
			q.out.WriteByte(c)
			q.at++
		}
	}
	q.refuse(q.pos, "a quote that is not closed")
	return "", q.pos
}

// fold passes blanks: those within a line stay, a line break is a space, and
// each one more a line feed. After an escaped break, the first is none.
func (q *unquoter) fold(escaped bool) bool {
	start, breaks := q.at, 0
	if escaped {
		breaks = 1
	}
	for q.at < q.end && blank(q.text[q.at]) {
		if q.text[q.at] != '\n' {
			q.at++
			continue
		}
		breaks++
		q.at++
		if q.marker(q.at) {
			q.refuse(q.at, "a document marker within quotes")
			return false
		}
		for q.at < q.end && q.text[q.at] == ' ' {
			q.at++
		}
		if q.at < q.end && q.text[q.at] == '\t' {
			q.refuse(q.at, "a tab in the indent")
			return false
		}
	}
	switch {
	case escaped:
		q.out.WriteString(strings.Repeat("\n", breaks-1))
	case breaks == 0:
		q.out.WriteString(q.text[start:q.at])
	case breaks == 1:
		q.out.WriteByte(' ')
	default:
		q.out.WriteString(strings.Repeat("\n", breaks-1))
	}
	return true
}

var escapes = map[byte]string{
	'0': "\x00", 'a': "\a", 'b': "\b", 't': "\t", '\t': "\t", 'n': "\n", 'v': "\v", 'f': "\f", 'r': "\r",
	'e': "\x1b", ' ': " ", '"': `"`, '/': "/", '\\': `\`, 'N': "\u0085", '_': "\u00a0", 'L': "\u2028", 'P': "\u2029",
}

func (q *unquoter) escape() bool {
	if q.at+1 >= q.end {
		q.refuse(q.at, "a quote that is not closed")
		return false
	}
	c := q.text[q.at+1]
	if lineBreak(c) {
		q.at++
		if c == '\r' {
			q.at++
		}
		q.at++
		if q.marker(q.at) {
			q.refuse(q.at, "a document marker within quotes")
			return false
		}
		return q.fold(true)
	}
	if s, ok := escapes[c]; ok {
		q.out.WriteString(s)
		q.at += 2
		return true
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
	if digits == 0 || q.at+2+digits > q.end {
		q.refuse(q.at, "an escape that YAML does not know")
		return false
	}
	code, err := strconv.ParseUint(q.text[q.at+2:q.at+2+digits], 16, 32)
	if err != nil || code >= 0xd800 && code < 0xe000 || code > 0x10ffff {
		q.refuse(q.at, "an escape that YAML does not know")
		return false
	}
	q.out.WriteRune(rune(code))
	q.at += 2 + digits
	return true
}
