package record

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// splice sets the value at path in YAML text by replacing or inserting only
// its own bytes. It reports false where that cannot be done, and leaves it to
// the caller to check that the result says what was meant.
func splice(text []byte, path []string, value any) ([]byte, bool) {
	var doc yaml.Node
	if yaml.Unmarshal(text, &doc) != nil || len(doc.Content) == 0 {
		return nil, false
	}
	written, err := flow(value)
	if err != nil {
		return nil, false
	}
	node, indent := doc.Content[0], -1
	for i, key := range path {
		keyNode, child := entry(node, key)
		if child == nil {
			if i != len(path)-1 {
				return nil, false
			}
			return insertKey(text, node, indent, key, written)
		}
		indent = -1
		if node.Style&yaml.FlowStyle == 0 {
			indent = keyNode.Column - 1
		}
		node = child
	}
	start, end, ok := extent(text, node)
	if !ok {
		return nil, false
	}
	return replace(text, start, end, written), true
}

// insertKey adds "key: value" to a mapping: after its last entry in block
// style, before the closing brace in flow style. An empty {} whose key stands
// in a block, at the given indent, becomes a block itself; the indent is -1
// where it does not.
func insertKey(text []byte, m *yaml.Node, indent int, key, value string) ([]byte, bool) {
	if m.Kind != yaml.MappingNode {
		return nil, false
	}
	entry := key + ": " + value
	eol := "\n"
	if bytes.Contains(text, []byte("\r\n")) {
		eol = "\r\n"
	}
	if m.Style&yaml.FlowStyle != 0 {
		start, end, ok := extent(text, m)
		if !ok {
			return nil, false
		}
		if len(m.Content) == 0 && indent >= 0 {
			for start > 0 && text[start-1] == ' ' {
				start--
			}
			return replace(text, start, end, eol+strings.Repeat(" ", indent+2)+entry), true
		}
		if len(m.Content) == 0 {
			return replace(text, start, end, "{"+entry+"}"), true
		}
		at := end - 1
		for at > start && (text[at-1] == ' ' || text[at-1] == ',') {
			at--
		}
		return replace(text, at, at, ", "+entry), true
	}
	if len(m.Content) == 0 {
		return nil, false
	}
	last := m.Content[len(m.Content)-1]
	at := lineEnd(text, lastLine(last))
	margin := strings.Repeat(" ", m.Content[0].Column-1)
	if at > 0 && text[at-1] != '\n' { // the file's last line is not ended
		return replace(text, at, at, eol+margin+entry), true
	}
	return replace(text, at, at, margin+entry+eol), true
}

// lastLine is the last line (1-based) a node and its children begin on. It is
// the node's last line as long as no scalar spans lines; the caller's check of
// the result catches those that do.
func lastLine(n *yaml.Node) int {
	line := n.Line
	for _, c := range n.Content {
		line = max(line, lastLine(c))
	}
	return line
}

// extent finds the bytes of a value that lies on one line: a scalar, or a flow
// collection.
func extent(text []byte, n *yaml.Node) (start, end int, ok bool) {
	if n.Anchor != "" || n.Kind == yaml.AliasNode || n.Line == 0 {
		return 0, 0, false
	}
	start = offset(text, n.Line, n.Column)
	limit := start
	for limit < len(text) && text[limit] != '\n' && text[limit] != '\r' {
		limit++
	}
	line := text[start:limit]
	switch {
	case n.Kind == yaml.ScalarNode && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		if i := closingQuote(line); i > 0 {
			return start, start + i, true
		}
	case n.Kind == yaml.ScalarNode && n.Style == 0 && n.Tag != "!!null":
		if bytes.HasPrefix(line, []byte(n.Value)) {
			return start, start + len(n.Value), true
		}
	case n.Style&yaml.FlowStyle != 0:
		if i := closingBracket(line); i > 0 {
			return start, start + i, true
		}
	}
	return 0, 0, false
}

// closingQuote is the length of the quoted scalar that line starts with.
func closingQuote(line []byte) int {
	quote := line[0]
	for i := 1; i < len(line); i++ {
		switch {
		case quote == '"' && line[i] == '\\':
			i++
		case line[i] == quote:
			if quote == '\'' && i+1 < len(line) && line[i+1] == quote {
				i++
				continue
			}
			return i + 1
		}
	}
	return 0
}

// closingBracket is the length of the flow collection that line starts with.
func closingBracket(line []byte) int {
	depth := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '"', '\'':
			n := closingQuote(line[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// offset turns yaml.v3's 1-based line and rune column into a byte offset.
func offset(text []byte, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			return len(text)
		}
		at += i + 1
	}
	for ; column > 1 && at < len(text); column-- {
		_, size := utf8.DecodeRune(text[at:])
		at += size
	}
	return at
}

// lineEnd is the offset just behind the end of a 1-based line.
func lineEnd(text []byte, line int) int {
	return offset(text, line+1, 1)
}

func replace(text []byte, start, end int, with string) []byte {
	out := make([]byte, 0, len(text)+len(with))
	out = append(out, text[:start]...)
	out = append(out, with...)
	return append(out, text[end:]...)
}

// flow writes a value on one line.
func flow(value any) (string, error) {
	var n yaml.Node
	if err := n.Encode(value); err != nil {
		return "", err
	}
	setFlow(&n)
	out, err := yaml.Marshal(&n)
	return strings.TrimSuffix(string(out), "\n"), err
}

func setFlow(n *yaml.Node) {
	if n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode {
		n.Style = yaml.FlowStyle
	}
	for _, c := range n.Content {
		setFlow(c)
	}
}

// blockMap writes a map's entries below its key, sorted; " {}" when empty.
func blockMap(m map[string]any, indent int) (string, error) {
	if len(m) == 0 {
		return " {}", nil
	}
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	var b strings.Builder
	for _, name := range names {
		value, err := flow(m[name])
		if err != nil {
			return "", err
		}
		b.WriteString("\n" + strings.Repeat(" ", indent) + name + ": " + value)
	}
	return b.String(), nil
}
