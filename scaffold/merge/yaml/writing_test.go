package yaml

import (
	"strings"
)

// writing is how a text is laid out.
type writing struct {
	step           int
	flush, compact bool
	blank, flow    int // every so many entries; 0 never
	crlf, marker   bool
	count          int
}

func anyWriting(p pick) *writing {
	return &writing{step: 2 + 2*p(2), flush: p(2) == 0, compact: p(4) > 0, blank: p(6), flow: p(7), crlf: p(8) == 0, marker: p(3) == 0}
}

func (w *writing) text(docs []*value, terminated bool) []byte {
	var b strings.Builder
	for i, d := range docs {
		if i > 0 || w.marker {
			b.WriteString("---\n")
		}
		if d.kind != 'm' || len(d.items) == 0 {
			b.WriteString("{}\n")
			continue
		}
		w.comment(&b, d.above, 0)
		w.block(&b, d, 0, false)
	}
	text := b.String()
	if !terminated && !strings.ContainsAny(text, "|>") {
		text = strings.TrimRight(text, "\n")
	}
	if w.crlf {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return []byte(text)
}

func (w *writing) comment(b *strings.Builder, text string, indent int) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			b.WriteString(strings.Repeat(" ", indent) + "# " + line)
		}
		b.WriteByte('\n')
	}
}

func (w *writing) block(b *strings.Builder, v *value, indent int, begun bool) {
	for i, item := range v.items {
		w.count++
		if !begun || i > 0 {
			if w.blank > 0 && w.count%(w.blank+3) == 0 {
				b.WriteByte('\n')
			}
			w.comment(b, item.above, indent)
			b.WriteString(strings.Repeat(" ", indent))
		}
		if v.kind == 'm' {
			b.WriteString(v.keys[i] + ":")
		} else {
			b.WriteString("-")
		}
		w.entry(b, v, item, indent)
	}
}

func (w *writing) entry(b *strings.Builder, in, v *value, indent int) {
	behind := ""
	if v.behind != "" {
		behind = "  # " + v.behind
	}
	head, body, lines := strings.Cut(v.scalar, "\n")
	switch {
	case v.kind == 's' && lines && (head[0] == '|' || head[0] == '>'):
		b.WriteString(" " + head + behind + "\n")
		for line := range strings.SplitSeq(body, "\n") {
			if line != "" {
				b.WriteString(strings.Repeat(" ", indent+2) + line)
			}
			b.WriteByte('\n')
		}
	case v.kind == 's':
		b.WriteString(" " + strings.ReplaceAll(v.scalar, "\n", "\n"+strings.Repeat(" ", indent+3)) + behind + "\n")
	case len(v.items) == 0:
		b.WriteString(map[byte]string{'m': " {}", 'l': " []"}[v.kind] + behind + "\n")
	case w.flow > 0 && w.count%(w.flow+2) == 0 && flowable(v):
		b.WriteString(" " + inBrackets(v) + behind + "\n")
	case in.kind == 'l' && w.compact && behind == "" && v.items[0].above == "":
		b.WriteByte(' ')
		w.block(b, v, indent+2, true)
	default:
		b.WriteString(behind + "\n")
		step := w.step
		if v.kind == 'l' && in.kind == 'm' && w.flush {
			step = 0
		}
		w.block(b, v, indent+step, false)
	}
}

// flowable tells whether a value can be written in brackets.
func flowable(v *value) bool {
	ok := true
	v.all(func(w *value) {
		ok = ok && !strings.ContainsAny(w.scalar, "\n{}") && w.scalar != "-" && w.scalar != "- x" && w.above == "" && !strings.Contains(w.scalar, "?")
		ok = ok && (w == v || w.behind == "")
	})
	return ok
}

func inBrackets(v *value) string {
	if v.kind == 's' {
		return v.scalar
	}
	parts := make([]string, len(v.items))
	for i, w := range v.items {
		parts[i] = inBrackets(w)
		if v.kind == 'm' {
			parts[i] = v.keys[i] + ": " + parts[i]
		}
	}
	if v.kind == 'm' {
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
