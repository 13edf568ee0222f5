package text

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

// writer puts a merged text together.
type writer struct {
	out  []byte
	eol  ending // for lines that have none in yours, or come from elsewhere
	last line   // the line written last: what ends it depends on what follows
	any  bool   // whether there is a last line
	mark bool   // whether it is a conflict marker
}

// newWriter prepares for a text of about that many bytes.
func newWriter(yours document, size int) *writer {
	w := &writer{eol: yours.dominant(), out: make([]byte, 0, size)}
	if yours.bom {
		w.out = append(w.out, byteOrderMark...)
	}
	return w
}

// copy writes lines with the endings they have.
func (w *writer) copy(lines []line) {
	for _, l := range lines {
		w.write(l)
	}
}

// adapt writes lines with the ending that prevails in yours.
func (w *writer) adapt(lines []line) {
	for _, l := range lines {
		w.write(line{body: l.body})
	}
}

// conflict writes all versions of a place between markers.
func (w *writer) conflict(l merge.Labels, base, yours, template []line) {
	w.marker(markYours + l.Yours)
	w.copy(yours)
	w.marker(markBase + l.Base)
	w.adapt(base)
	w.marker(markMiddle)
	w.adapt(template)
	w.marker(markTemplate + l.Template)
}

func (w *writer) marker(text string) {
	w.write(line{body: text})
	w.mark = true
}

func (w *writer) write(l line) {
	w.end()
	w.out = append(w.out, l.body...)
	w.last, w.any, w.mark = l, true, false
}

// end puts the ending behind the last line.
func (w *writer) end() {
	if !w.any {
		return
	}
	end := w.last.end
	if end == unended {
		end = w.eol
		if strings.HasSuffix(w.last.body, "\r") {
			end = crlf // behind LF alone, this CR would be read as a part of it
		}
	}
	w.out = append(w.out, end.String()...)
}

// finish returns the text. The last line is left without an ending only where
// that is still a line: not behind a marker, and not when it is blank.
func (w *writer) finish(terminated bool) []byte {
	if terminated || w.mark || w.last.body == "" {
		w.end()
	}
	return w.out
}
