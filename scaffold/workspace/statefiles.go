package workspace

import (
	"bytes"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/pack"
)

// filesHeader is the line of a state that its files follow, to its end.
const filesHeader = "\nfiles:\n"

// filesAsWritten reads the list of files from a state that looks exactly as we
// write it, and returns the rest for a parser of YAML: a hundred lines for each
// of a thousand services are most of what there is to parse. Where anything
// looks otherwise, all of it is for the parser.
func filesAsWritten(state []byte) (rest []byte, files []FileState) {
	head, list, found := bytes.Cut(state, []byte(filesHeader))
	if !found || len(list) == 0 {
		return state, nil
	}
	files = make([]FileState, 0, bytes.Count(list, []byte("\n")))
	for line := range strings.Lines(string(list)) {
		f, ok := fileAsWritten(line)
		if !ok {
			return state, nil
		}
		files = append(files, f)
	}
	return append(bytes.Clone(head), "\nfiles: []\n"...), files
}

// fileAsWritten reads one line, such as
//
//   - {path: go.mod, policy: merge, encoding: plain, digest: 'sha256:c0c2…'}
func fileAsWritten(line string) (f FileState, ok bool) {
	line, ok = strings.CutPrefix(line, "  - {path: ")
	if !ok {
		return f, false
	}
	line, ok = strings.CutSuffix(line, "'}\n")
	if !ok {
		return f, false
	}
	f.Path, line, _ = strings.Cut(line, ", ")
	if !plainPath(f.Path) {
		return f, false
	}
	for more := true; more; {
		var field string
		field, line, more = strings.Cut(line, ", ")
		key, value, _ := strings.Cut(field, ": ")
		switch {
		case key == "policy" && word(value):
			f.Policy = pack.Policy(value)
		case field == "executable: true":
			f.Executable = true
		case key == "encoding" && word(value):
			f.Encoding = Encoding(value)
		case key == "digest" && !more && digestText(strings.TrimPrefix(value, "'")):
			f.Digest = strings.TrimPrefix(value, "'")
		default:
			return f, false
		}
	}
	return f, f.Policy != "" && f.Encoding != "" && f.Digest != ""
}

// plainPath tells whether YAML certainly reads a text as that very text: letters
// first, nothing that has a meaning, and no word such as null.
func plainPath(s string) bool {
	for _, r := range []byte(s) {
		if !letter(r) && (r < '0' || r > '9') && !strings.ContainsRune("./_-", rune(r)) {
			return false
		}
	}
	return len(s) > 5 && (letter(s[0]) || s[0] == '.' && letter(s[1]))
}

func letter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// word is a value of ours, in small letters and digits.
func word(s string) bool {
	for _, r := range []byte(s) {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return false
		}
	}
	return s != "" && s != "null" && s != "true" && s != "false"
}

// digestText tells whether a text is a digest as we write them.
func digestText(s string) bool {
	hex, ok := strings.CutPrefix(s, "sha256:")
	return ok && len(hex) == 64 && word(hex)
}
