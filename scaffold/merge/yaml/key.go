package yaml

import "strings"

// keyAhead tells whether a key and its colon stand at the position.
func (p *parser) keyAhead() bool {
	end, ok := p.keyEnd()
	return ok && end > 0
}

// keyEnd finds the colon behind the key at the position.
func (p *parser) keyEnd() (colon int, ok bool) {
	line := p.text[p.pos:min(p.endOfLine(), p.end)]
	if len(line) > longestKey+2 {
		line = line[:longestKey+2]
	}
	if line == "" {
		return 0, false
	}
	at := 0
	switch c := line[0]; c {
	case '"', '\'':
		at = closing(line)
		if at < 0 {
			return 0, false
		}
		at++
		for at < len(line) && (line[at] == ' ' || line[at] == '\t') {
			at++
		}
		if at < len(line) && line[at] == ':' && (at+1 == len(line) || blank(line[at+1])) {
			return p.pos + at, at <= longestKey
		}
		return 0, false
	case '[', '{', '|', '>', '#', '%', '@', '`', ',', ']', '}':
		return 0, false
	case '&', '!', '*':
		return 0, false
	case '-', '?':
		if len(line) == 1 || blank(line[1]) {
			return 0, false
		}
	}
	for at < len(line) {
		i := strings.IndexByte(line[at:], ':')
		if i < 0 {
			return 0, false
		}
		at += i
		if at+1 == len(line) || blank(line[at+1]) {
			if hash := strings.Index(line[:at], " #"); hash >= 0 || strings.Contains(line[:at], "\t#") || at == 0 {
				return 0, false
			}
			return p.pos + at, at <= longestKey
		}
		at++
	}
	return 0, false
}

// closing finds the quote that ends the scalar that a line begins with.
func closing(line string) int {
	quote := line[0]
	for i := 1; i < len(line); i++ {
		switch {
		case line[i] == '\\' && quote == '"':
			i++
		case line[i] != quote:
		case quote == '\'' && i+1 < len(line) && line[i+1] == '\'':
			i++
		default:
			return i
		}
	}
	return -1
}

// key reads a key, and comes to stand behind its colon.
func (p *parser) key() string {
	colon, ok := p.keyEnd()
	if !ok {
		p.refuse(p.pos, "no key where one belongs")
		return ""
	}
	text := strings.TrimRight(p.text[p.pos:colon], " \t")
	switch text[0] {
	case '"', '\'':
		text, _ = p.quotedScalar()
	}
	p.pos = colon + 1
	if p.err != nil {
		p.pos = p.end
	}
	return text
}
