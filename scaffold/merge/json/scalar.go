package json

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"
)

// quoted reads a string and returns what it stands for.
func (p *parser) quoted() string {
	from := p.at
	escaped := false
	for p.at++; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; {
		case c == '"':
			p.at++
			return p.unquote(p.text[from:p.at], escaped)
		case c == '\\':
			escaped = true
			p.at++
		case c < ' ':
			p.fail("a string is not closed")
			return ""
		}
	}
	p.at = len(p.text)
	p.fail("a string is not closed")
	return ""
}

func (p *parser) unquote(raw []byte, escaped bool) string {
	if !escaped {
		return string(raw[1 : len(raw)-1])
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		p.fail("a string has an unknown escape")
		return ""
	}
	if strings.ContainsRune(text, utf8.RuneError) {
		return string(raw) // half a surrogate pair stands for nothing
	}
	return text
}

var number = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

// literal reads a number or one of the three words.
func (p *parser) literal() string {
	if p.err != nil {
		return ""
	}
	rest := p.text[p.at:]
	end := bytes.IndexAny(rest, " \t\r\n,]}:\"/")
	if end < 0 {
		end = len(rest)
	}
	word := rest[:end]
	switch string(word) {
	case "true", "false", "null":
	default:
		if !number.Match(word) {
			p.fail("a value is missing")
			return ""
		}
	}
	p.at += end
	return string(word)
}
