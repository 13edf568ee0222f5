package text

import "strings"

// byteOrderMark may precede the first line of a text and is no part of it.
const byteOrderMark = "\ufeff"

// ending is what stands behind a line. A lone CR is no ending.
type ending uint8

const (
	unended ending = iota // only ever the last line of a text
	lf
	crlf
)

func (e ending) String() string {
	return [...]string{unended: "", lf: "\n", crlf: "\r\n"}[e]
}

// line is one line, its ending apart: lines are compared by their body alone.
type line struct {
	body string
	end  ending
}

// document is a text taken apart into lines; none of its bytes is lost.
type document struct {
	bom   bool
	lines []line
}

func parse(content []byte) document {
	rest, bom := strings.CutPrefix(string(content), byteOrderMark)
	doc := document{bom: bom, lines: make([]line, 0, strings.Count(rest, "\n")+1)}
	for rest != "" {
		body, tail, ended := strings.Cut(rest, "\n")
		next := line{body: body}
		if ended {
			next.end = lf
			if before, found := strings.CutSuffix(body, "\r"); found {
				next = line{body: before, end: crlf}
			}
		}
		doc.lines = append(doc.lines, next)
		rest = tail
	}
	return doc
}

// terminated tells whether the last line has an ending. An empty text has no
// line that lacks one.
func (d document) terminated() bool {
	return len(d.lines) == 0 || d.lines[len(d.lines)-1].end != unended
}

// dominant is the ending of most lines, LF when in doubt.
func (d document) dominant() ending {
	var count [crlf + 1]int
	for _, l := range d.lines {
		count[l.end]++
	}
	if count[crlf] > count[lf] {
		return crlf
	}
	return lf
}

// plain is the text of some lines, each ended with LF.
func plain(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.body)
		b.WriteByte('\n')
	}
	return b.String()
}
