package yaml

import (
	"strings"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// blendable tells whether a scalar is literal, so that its lines are lines of
// the text, and nothing in its header depends on what they are.
func (s *source) blendable(n *structure.Node) bool {
	header := s.nextLine(int(n.From))
	return n.Layout.Style == styleBlock && s.text[n.From] == '|' && header < int(n.To) &&
		!strings.ContainsAny(firstLine(s.text[n.From:header]), "+123456789")
}

// blend writes a literal scalar of yours with other lines.
func (s *splicer) blend(f *fragment, n *structure.Node, text string) {
	from := s.yours.nextLine(int(n.From))
	body := s.yours.text[from:n.To]
	indent := ""
	for line := range strings.SplitSeq(body, "\n") {
		if rest := strings.TrimLeft(line, " "); strings.TrimRight(rest, "\r") != "" {
			indent = line[:len(line)-len(rest)]
			break
		}
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = indent + line
		}
	}
	f.replace(from, int(n.To), piece{text: strings.Join(lines, s.ending)})
}
