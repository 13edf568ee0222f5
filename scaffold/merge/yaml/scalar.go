package yaml

import "strings"

// Which plain scalars are more than strings. YAML 1.1 and 1.2 and the readers
// of both disagree, so whatever one of them takes for another type counts.

var words = map[string]string{
	"": "null", "~": "null", "null": "null",
	"true": "", "false": "", "yes": "", "no": "", "on": "", "off": "", "y": "", "n": "",
	"<<": "", "=": "",
}

// resolve returns the text that a plain scalar is compared by, and whether it
// may be more than a string.
func resolve(text string) (string, bool) {
	if len(text) <= 5 {
		if canonical, typed := words[text]; typed {
			if canonical != "" {
				return canonical, true
			}
			return text, true
		}
		if canonical, typed := words[strings.ToLower(text)]; typed {
			if canonical != "" {
				return canonical, true
			}
			return text, true
		}
	}
	return text, numeric(text)
}

// numeric tells whether some reader takes the text for a number or a date.
func numeric(text string) bool {
	c := text[0]
	if c == '+' || c == '-' {
		text = text[1:]
		if text == "" {
			return false
		}
		c = text[0]
	}
	switch {
	case c == '.':
		if lower := strings.ToLower(text); lower == ".inf" || lower == ".nan" {
			return true
		}
	case c < '0' || c > '9':
		return false
	}
	if c == '0' && len(text) > 2 && strings.ContainsRune("xXoObB", rune(text[1])) {
		return strings.Trim(text[2:], "0123456789abcdefABCDEF_") == ""
	}
	dots, exponents, colons, dashes := 0, 0, 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9' || c == '_' || c == ',':
		case c == '.':
			dots++
		case c == 'e' || c == 'E':
			exponents++
		case c == '+' || c == '-':
			if i > 0 && (text[i-1] == 'e' || text[i-1] == 'E') {
				continue
			}
			dashes++
		case c == ':':
			colons++
		case c == 't' || c == 'T' || c == 'z' || c == 'Z' || c == ' ' || c == '\t':
			if dashes == 0 {
				return false
			}
		default:
			return false
		}
	}
	return dashes == 2 || dashes > 2 && colons > 0 || dashes == 0 && dots <= 1 && exponents <= 1
}
