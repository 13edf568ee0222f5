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
	key      string // what identifies it; nothing for a blank line
	id       int    // of the key in all three versions
	value    string // what the key stands for; sums have one
	comment  bool
	ended    bool // whether it has a line ending
	negated  int  // how many negations stand above it
}

func (r row) blank() bool { return r.key == "" }

func (r row) negation() bool { return strings.HasPrefix(r.key, "!") }

// set is a file taken apart.
type set struct {
	rows    []row
	first   []int    // by id: the first row with it, one up; 0 is none
	negated []string // the negations, in order
	size    int      // in bytes
}

// find returns the first row that has the id of one of another version.
func (s *set) find(id int) (at int, found bool) {
	if id >= len(s.first) {
		return 0, false
	}
	return s.first[id] - 1, s.first[id] > 0
}

// row is that first row.
func (s *set) row(id int) (row, bool) {
	at, found := s.find(id)
	if !found {
		return row{}, false
	}
	return s.rows[at], true
}

func (s *set) has(id int) bool {
	_, found := s.find(id)
	return found
}

// patterns are the lines that say something.
func (s *set) patterns() []string {
	var all []string
	for _, r := range s.rows {
		if !r.blank() && !r.comment {
			all = append(all, r.key)
		}
	}
	return all
}

// ids number the keys of all versions, so that each line is hashed once.
type ids struct {
	of    map[string]int
	again map[repeated]int
	next  int
}

// repeated is a comment that stands further up, too: how many times.
type repeated struct {
	key string
	nth int
}

// number makes room for the lines of three versions.
func number(base, yours, template []byte) *ids {
	lines := 0
	for _, content := range [][]byte{base, yours, template} {
		lines += bytes.Count(content, []byte("\n"))
	}
	return &ids{of: make(map[string]int, lines), again: map[repeated]int{}}
}

func (n *ids) line(key string) int {
	id, found := n.of[key]
	if !found {
		id = n.take()
		n.of[key] = id
	}
	return id
}

func (n *ids) comment(key string, nth int) int {
	if nth == 0 {
		return n.line(key)
	}
	id, found := n.again[repeated{key, nth}]
	if !found {
		id = n.take()
		n.again[repeated{key, nth}] = id
	}
	return id
}

func (n *ids) take() int {
	n.next++
	return n.next - 1
}

// parse takes a version apart.
func (k Kind) parse(content string, numbers *ids) *set {
	lines := strings.Count(content, "\n") + 1
	s := &set{rows: make([]row, 0, lines), first: make([]int, 0, lines), size: len(content)}
	comments := map[string]int{}
	start := 0
	if strings.HasPrefix(content, byteOrderMark) {
		start = len(byteOrderMark)
	}
	for start < len(content) {
		end, ended := len(content), false
		if i := strings.IndexByte(content[start:], '\n'); i >= 0 {
			end, ended = start+i+1, true
		}
		r := row{from: start, to: end, ended: ended, negated: len(s.negated)}
		r.body = strings.TrimRight(content[start:end], "\r\n")
		k.identify(&r)
		if !r.blank() {
			if r.comment {
				r.id = numbers.comment(r.key, comments[r.key])
				comments[r.key]++
			} else {
				r.id = numbers.line(r.key)
			}
			s.note(r.id)
		}
		if r.negation() {
			s.negated = append(s.negated, r.key)
		}
		s.rows = append(s.rows, r)
		start = end
	}
	return s
}

// note remembers the next row as the first with its id, if it is.
func (s *set) note(id int) {
	if more := id + 1 - len(s.first); more > 0 {
		s.first = append(s.first, make([]int, more)...)
	}
	if s.first[id] == 0 {
		s.first[id] = len(s.rows) + 1
	}
}

// identify finds key and value of a row.
func (k Kind) identify(r *row) {
	if k == Sums {
		if f := strings.Fields(r.body); len(f) == 3 {
			r.key, r.value = f[0]+" "+f[1], f[2]
			return
		}
	}
	r.key = strings.TrimRight(r.body, " \t")
	if strings.HasSuffix(r.key, `\`) {
		r.key = r.body // the blank behind it is escaped, and part of the pattern
	}
	r.comment = strings.HasPrefix(r.body, "#")
}
