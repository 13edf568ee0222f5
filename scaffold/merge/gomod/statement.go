package gomod

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
)

// id tells statements apart: a verb, and what it is about.
type id struct {
	verb, about string
}

func (k id) String() string { return strings.TrimSpace(k.verb + " " + k.about) }

// meaning is what both sides may change about a statement.
type meaning struct {
	value    string // a version, a replacement; empty where being there is all
	indirect bool
	comment  string // the lines above, and what stands behind it
	disputed bool
}

// statement is one line of a go.mod file, the comments above it included.
type statement struct {
	id
	meaning
	line  string // with its comments, for people
	block *block // nil for one that stands alone

	above, from, to int // the comments above, the line itself, its end with the line ending
	args            int // behind the verb
	value           int // where the value begins
	end, lineEnd    int // behind the last token, and of the line without its ending
}

// block is a verb with a list in brackets.
type block struct {
	verb       string
	from, to   int // whole lines
	statements []*statement
	apart      bool // whether comments stand in it that belong to no line
	unsorted   bool // whether a statement stands before one that it should follow
}

// describe finds out what a line of the syntax tree says.
func (f *file) describe(line *modfile.Line, b *block) (*statement, error) {
	s := &statement{block: b}
	offsets, err := f.offsets(line)
	if err != nil {
		return nil, err
	}
	tokens := line.Token
	if b == nil {
		s.verb, tokens, offsets = tokens[0], tokens[1:], offsets[1:]
	} else {
		s.verb = b.verb
	}
	if len(tokens) == 0 {
		return nil, fmt.Errorf("line %d is incomplete", line.Start.Line)
	}
	s.end = line.End.Byte
	s.args, s.value = offsets[0], s.end
	plain := make([]string, len(tokens))
	for i, t := range tokens {
		plain[i] = unquote(t)
	}
	s.about = strings.Join(plain, " ")
	split := func(at int) { // the first tokens say what it is about, the others are the value
		s.about, s.meaning.value = strings.Join(plain[:at], " "), strings.Join(plain[at:], " ")
		if at < len(offsets) {
			s.value = offsets[at]
		}
	}
	switch s.verb {
	case "module", "go", "toolchain":
		split(0)
	case "require":
		split(1)
	case "replace":
		for i, t := range tokens {
			if t == "=>" {
				split(i + 1)
			}
		}
	case "godebug":
		if name, value, found := strings.Cut(tokens[0], "="); found {
			s.about, s.meaning.value, s.value = name, value, offsets[0]+len(name)+1
		}
	}
	f.comments(s, line)
	return s, nil
}

// offsets are where the tokens of a line begin.
func (f *file) offsets(line *modfile.Line) ([]int, error) {
	at := line.Start.Byte
	all := make([]int, len(line.Token))
	for i, token := range line.Token {
		for at < len(f.content) && (f.content[at] == ' ' || f.content[at] == '\t') {
			at++
		}
		if !strings.HasPrefix(string(f.content[at:min(len(f.content), at+len(token))]), token) {
			return nil, fmt.Errorf("line %d is none to be taken apart", line.Start.Line)
		}
		all[i] = at
		at += len(token)
	}
	if at != line.End.Byte {
		return nil, fmt.Errorf("line %d is none to be taken apart", line.Start.Line)
	}
	return all, nil
}

func unquote(token string) string {
	if plain, err := strconv.Unquote(token); err == nil {
		return plain
	}
	return token
}
