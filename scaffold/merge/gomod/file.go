package gomod

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// file is a go.mod file taken apart.
type file struct {
	content    []byte
	statements []*statement // in file order
	at         map[id]int
	blocks     []*block
	apart      []string // comments that belong to no line, in file order
}

// parse reads a go.mod file as the go command does.
func parse(content []byte) (*file, error) {
	tree, err := modfile.Parse("go.mod", content, nil)
	if err != nil {
		return nil, describeError(err)
	}
	f := &file{content: content, at: map[id]int{}}
	used := map[int]bool{} // lines that comments of statements are on
	for _, e := range tree.Syntax.Stmt {
		switch e := e.(type) {
		case *modfile.Line:
			err = f.add(e, nil, used)
		case *modfile.LineBlock:
			b := &block{verb: e.Token[0], from: f.lineStart(e.Start.Byte), to: f.lineEnd(e.RParen.Pos.Byte)}
			f.blocks = append(f.blocks, b)
			for _, line := range e.Line {
				if err = f.add(line, b, used); err != nil {
					break
				}
			}
		}
		if err != nil {
			return nil, err
		}
	}
	f.findApart(used)
	return f, nil
}

// describeError makes one line of what modfile says about a file.
func describeError(err error) error {
	var all modfile.ErrorList
	if !errors.As(err, &all) || len(all) == 0 {
		return err
	}
	first := all[0]
	what := strings.TrimSpace(first.Verb + " " + first.ModPath)
	return fmt.Errorf("line %d is no valid go.mod line: %s%w", first.Pos.Line, strings.TrimPrefix(what+": ", ": "), first.Err)
}

func (f *file) add(line *modfile.Line, b *block, used map[int]bool) error {
	s, err := f.describe(line, b)
	if err != nil {
		return err
	}
	if _, twice := f.at[s.id]; twice {
		return fmt.Errorf("%q stands twice", s.id)
	}
	for at := s.above; at < s.to; at = f.lineEnd(at) {
		used[at] = true
	}
	f.at[s.id] = len(f.statements)
	f.statements = append(f.statements, s)
	if b != nil {
		n := len(b.statements)
		b.unsorted = b.unsorted || n > 0 && byAbout(b.statements[n-1], s) > 0
		b.statements = append(b.statements, s)
	}
	return nil
}

func (f *file) find(k id) *statement {
	i, found := f.at[k]
	if !found {
		return nil
	}
	return f.statements[i]
}

// findApart collects the comments that belong to no statement.
func (f *file) findApart(used map[int]bool) {
	for at := 0; at < len(f.content); at = f.lineEnd(at) {
		_, comment, found := bytes.Cut(f.line(at), []byte("//"))
		if !found || used[at] {
			continue
		}
		f.apart = append(f.apart, string(bytes.TrimSpace(comment)))
		for _, b := range f.blocks {
			b.apart = b.apart || b.from <= at && at < b.to
		}
	}
}

func (f *file) sameApart(other *file) bool { return slices.Equal(f.apart, other.apart) }

func (f *file) lineStart(at int) int { return bytes.LastIndexByte(f.content[:at], '\n') + 1 }

// lineEnd is where the line ends, its ending included.
func (f *file) lineEnd(at int) int {
	if i := bytes.IndexByte(f.content[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(f.content)
}

// line is the line that begins there, without its ending.
func (f *file) line(at int) []byte {
	return bytes.TrimRight(f.content[at:f.lineEnd(at)], "\r\n")
}
