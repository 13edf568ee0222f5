package yaml

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

const byteOrderMark = "\ufeff"

// source is a YAML text and the tree that was read from it.
type source struct {
	text   string
	stream *structure.Node
	// documents are the extents of the documents, markers and comments
	// included.
	documents []extent
	head      structure.Comment // above the marker of the first document
	versions  []int             // where a %YAML directive stands

	starts []int32 // of the lines; made when first asked for
	style  *style  // the same

}

// extent is a stretch of a source. A document may begin with directives and
// the marker "---".
type extent struct {
	from, to int
	marker   bool
}

// refusal says why a text is not read: it is no YAML, or YAML that this
// package does not splice.
type refusal struct {
	line   int // from 1; 0: the whole text
	reason string
}

func (r *refusal) Error() string {
	if r.line == 0 {
		return r.reason
	}
	return fmt.Sprintf("line %d: %s", r.line, r.reason)
}

// read takes a text apart.
func read(content []byte) (*source, error) {
	s := &source{text: string(content)}
	if err := s.readable(); err != nil {
		return nil, err
	}
	p := newParser(s)
	if err := p.parse(); err != nil {
		return nil, s.template(err)
	}
	if twin, found := structure.Twins(s.stream); found {
		return nil, &refusal{reason: twin + " stands in it twice"}
	}
	return s, nil
}

// template says so where a line is refused because it is one of a template.
func (s *source) template(err error) error {
	var r *refusal
	if errors.As(err, &r) && r.line > 0 {
		from := int(s.lines()[r.line-1])
		if strings.Contains(s.text[from:s.nextLine(from)], "{{") {
			return &refusal{r.line, "it is a template, with {{ }} in it"}
		}
	}
	return err
}

// oddities are characters that YAML 1.1 takes for line breaks and other tools do
// not, and those that are not allowed at all.
var oddities = []string{"\u0085", "\u2028", "\u2029", "\ufffe", "\uffff"}

func (s *source) readable() error {
	if int64(len(s.text)) > 1<<30 {
		return &refusal{reason: "it is larger than 1 GiB"}
	}
	body := strings.TrimPrefix(s.text, byteOrderMark)
	ascii := true
	for i := range len(body) {
		c := body[i]
		switch {
		case c >= utf8.RuneSelf:
			ascii = false
		case c >= ' ' && c != 0x7f, c == '\n', c == '\t':
		case c == '\r' && i+1 < len(body) && body[i+1] == '\n':
		case c == '\r':
			return &refusal{s.line(i), "a carriage return that ends no line"}
		default:
			return &refusal{s.line(i), "a control character"}
		}
	}
	if ascii {
		return nil
	}
	if !utf8.ValidString(body) {
		return &refusal{reason: "it is not UTF-8"}
	}
	if strings.Contains(body, byteOrderMark) {
		return &refusal{reason: "a byte order mark within the text"}
	}
	for _, odd := range oddities {
		if at := strings.Index(body, odd); at >= 0 {
			return &refusal{s.line(at), "a character that is no plain text"}
		}
	}
	for i := 0; i+1 < len(body); i++ {
		if body[i] == 0xc2 && body[i+1] < 0xa0 {
			return &refusal{s.line(i), "a control character"}
		}
	}
	return nil
}

// lines returns where the lines begin.
func (s *source) lines() []int32 {
	if s.starts == nil {
		s.starts = make([]int32, 1, strings.Count(s.text, "\n")+1)
		for i := range len(s.text) {
			if s.text[i] == '\n' {
				s.starts = append(s.starts, int32(i+1))
			}
		}
	}
	return s.starts
}

// line is the number of the line, from 1, that a byte is on.
func (s *source) line(at int) int {
	starts := s.lines()
	i, found := slices.BinarySearch(starts, int32(at))
	if found {
		return i + 1
	}
	return i
}

// lineStart is where the line of a byte begins.
func (s *source) lineStart(at int) int { return int(s.lines()[s.line(at)-1]) }

// nextLine is where the line after that of a byte begins: behind its ending.
func (s *source) nextLine(at int) int {
	if n := s.line(at); n < len(s.starts) {
		return int(s.starts[n])
	}
	return len(s.text)
}

// lineEnd is where the line of a byte ends, before its ending.
func (s *source) lineEnd(at int) int {
	end := s.nextLine(at)
	if end > 0 && end > at && s.text[end-1] == '\n' {
		end--
	}
	if end > at && s.text[end-1] == '\r' {
		end--
	}
	return end
}

// ending is the line ending that prevails.
func (s *source) ending() string {
	if crlf := strings.Count(s.text, "\r\n"); crlf*2 > strings.Count(s.text, "\n") {
		return "\r\n"
	}
	return "\n"
}

func terminated(content []byte) bool {
	return len(content) == 0 || bytes.HasSuffix(content, []byte("\n"))
}
