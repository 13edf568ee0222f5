package yaml

import (
	"strconv"
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// inFlow writes a value as it may stand within brackets, on one line.
func (s *source) inFlow(n *structure.Node) string {
	var b strings.Builder
	s.writeFlow(&b, n)
	return b.String()
}

func (s *source) writeFlow(b *strings.Builder, n *structure.Node) {
	if n.Layout.Props < n.From {
		b.WriteString(strings.TrimSpace(s.text[n.Layout.Props:n.From]))
		b.WriteByte(' ')
	}
	raw := s.text[n.From:n.To]
	oneLine := !strings.Contains(raw, "\n")
	switch {
	case n.Kind == structure.Alias:
		b.WriteString(raw)
	case n.Kind == structure.Scalar:
		b.WriteString(flowScalar(n, raw, oneLine))
	case n.Layout.Flow && oneLine:
		b.WriteString(raw)
	case n.Kind == structure.List:
		b.WriteByte('[')
		for i := range n.Entries {
			s.writeFlowEntry(b, n, i)
		}
		b.WriteByte(']')
	default:
		b.WriteByte('{')
		for i := range n.Entries {
			s.writeFlowEntry(b, n, i)
		}
		b.WriteByte('}')
	}
}

func (s *source) writeFlowEntry(b *strings.Builder, in *structure.Node, i int) {
	if i > 0 {
		b.WriteString(", ")
	}
	e := &in.Entries[i]
	if in.Kind == structure.Mapping {
		b.WriteString(s.flowKey(e))
		b.WriteString(": ")
	}
	s.writeFlow(b, e.Value)
}

// flowKey writes a key, in quotes where brackets would take it apart.
func (s *source) flowKey(e *structure.Entry) string {
	raw := strings.TrimRight(s.text[e.From:e.Value.Layout.After-1], " \t")
	if raw[0] != '"' && raw[0] != '\'' && strings.ContainsAny(raw, ",[]{}?") {
		return strconv.Quote(e.Key)
	}
	return raw
}

func flowScalar(n *structure.Node, raw string, oneLine bool) string {
	switch {
	case n.Layout.Style == styleEmpty:
		return "null"
	case n.Layout.Style == styleBlock || !oneLine:
		return strconv.Quote(n.Text)
	case n.Layout.Style == stylePlain && (strings.ContainsAny(raw, ",[]{}?") || strings.HasSuffix(raw, ":")):
		if n.Plain {
			return raw // a number with commas; the check of the result finds out
		}
		return strconv.Quote(n.Text)
	}
	return raw
}
