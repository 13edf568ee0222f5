package text

// Change is one edit between two texts: some lines of the old one stand as some
// lines of the new one. Starts count from 0; one of the two may have no lines.
type Change struct{ OldStart, OldLines, NewStart, NewLines int }

// Changes returns the edits that turn a text into another, in order and with at
// least one common line between any two. Line endings are not compared.
func Changes(old, new []byte) []Change {
	known := vocabulary{}
	a, b := known.number(parse(old).lines), known.number(parse(new).lines)
	var all []Change
	for _, h := range diff(a, b, len(known)) {
		all = append(all, Change{h.old.from, h.old.to - h.old.from, h.new.from, h.new.to - h.new.from})
	}
	return all
}

// Lines returns the lines of a text, without their endings.
func Lines(content []byte) []string {
	doc := parse(content)
	all := make([]string, len(doc.lines))
	for i, l := range doc.lines {
		all[i] = l.body
	}
	return all
}

// MarkedAt returns where the marked conflicts of a text are, markers included;
// the old lines are how many each has of yours.
func MarkedAt(content []byte) []Change {
	lines, _ := markedLines(content)
	var all []Change
	for _, b := range blocksOf(lines) {
		all = append(all, Change{NewStart: b.open, NewLines: b.end + 1 - b.open, OldLines: b.base - b.open - 1})
	}
	return all
}
