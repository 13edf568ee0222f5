package lines

import (
	"bytes"
	"strings"
)

const byteOrderMark = "\ufeff"

// row is one line of a set.
type row struct {
	from, to int    // its bytes, the line ending included
	body     string // without the line ending
	key      key
	value    string // what the key stands for; sums have one
	comment  bool
	ended    bool // whether it has a line ending
	negated  int  // how many negations stand above it
}

// key identifies a line. Comments may repeat, so they are told apart by how
// many times the same one stands further up.
type key struct {
	text string
	nth  int
}

func (r row) blank() bool { return r.key.text == "" }

func (r row) negation() bool { return strings.HasPrefix(r.key.text, "!") }

// set is a file taken apart.
type set struct {
	rows    []row
	at      map[key]int // the first row with that key
	negated []string    // the negations, in order
	size    int         // in bytes
}

func (s set) has(k key) bool {
	_, found := s.at[k]
	return found
}

func (s set) find(k key) (row, bool) {
	i, found := s.at[k]
	if !found {
		return row{}, false
	}
	return s.rows[i], true
}

// patterns are the lines that say something.
func (s set) patterns() []string {
	var all []string
	for _, r := range s.rows {
		if !r.blank() && !r.comment {
			all = append(all, r.key.text)
		}
	}
	return all
}

func (k Kind) parse(content []byte) set {
	s := set{at: map[key]int{}, size: len(content)}
	comments := map[string]int{}
	start := 0
	if bytes.HasPrefix(content, []byte(byteOrderMark)) {
		start = len(byteOrderMark)
	}
	for start < len(content) {
		end, ended := len(content), false
		if i := bytes.IndexByte(content[start:], '\n'); i >= 0 {
			end, ended = start+i+1, true
		}
		r := row{from: start, to: end, ended: ended, negated: len(s.negated)}
		r.body = strings.TrimRight(string(content[start:end]), "\r\n")
		k.identify(&r)
		if r.comment {
			r.key.nth = comments[r.key.text]
			comments[r.key.text]++
		}
		if _, found := s.at[r.key]; !found && !r.blank() {
			s.at[r.key] = len(s.rows)
		}
		if r.negation() {
			s.negated = append(s.negated, r.key.text)
		}
		s.rows = append(s.rows, r)
		start = end
	}
	return s
}

// identify finds key and value of a row.
func (k Kind) identify(r *row) {
	if k == Sums {
		if f := strings.Fields(r.body); len(f) == 3 {
			r.key.text, r.value = f[0]+" "+f[1], f[2]
			return
		}
	}
	r.key.text = strings.TrimRight(r.body, " \t")
	if strings.HasSuffix(r.key.text, `\`) {
		r.key.text = r.body // the blank behind it is escaped, and part of the pattern
	}
	r.comment = strings.HasPrefix(r.body, "#")
}
