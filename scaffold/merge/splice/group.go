package splice

import (
	"bytes"
	"slices"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
)

const byteOrderMark = "\ufeff"

// text is yours, and what ends most of its lines.
type text struct {
	yours []byte
	eol   string
}

// The versions of a piece, in the order of the markers.
const (
	inYours = iota
	inBase
	inTemplate
)

// piece is a change that has been decided on: what stands at its place, once
// or in three versions.
type piece struct {
	from, to int
	versions [3][]byte
	open     bool
}

func (p *piece) settle(content []byte) {
	p.versions = [3][]byte{content, content, content}
}

// group is a stretch of yours with the pieces in it. Around an open one stand
// markers, so it consists of whole lines.
type group struct {
	from, to int
	pieces   []piece
	open     bool
}

// groups joins pieces that share a line with an open one.
func (t text) groups(pieces []piece) []group {
	var all []group
	for _, p := range pieces {
		g := group{p.from, p.to, []piece{p}, p.open}
		if n := len(all) - 1; n >= 0 && all[n].to > p.from {
			last := all[n]
			g = group{last.from, max(last.to, p.to), append(last.pieces, p), last.open || p.open}
			all = all[:n]
		}
		t.widen(&g)
		// What stands on the line on which g begins now comes into it, and with
		// that perhaps another line.
		for n := reached(all, g); n < len(all); n = reached(all, g) {
			var joined []piece
			for _, earlier := range all[n:] {
				joined = append(joined, earlier.pieces...)
			}
			g.from, g.pieces = min(g.from, all[n].from), append(joined, g.pieces...)
			all = all[:n]
			t.widen(&g)
		}
		all = append(all, g)
	}
	return all
}

// reached is the first of the groups that g reaches into.
func reached(all []group, g group) int {
	n := len(all)
	for n > 0 && all[n-1].to > g.from {
		n--
	}
	return n
}

// widen makes an open group consist of whole lines.
func (t text) widen(g *group) {
	if !g.open {
		return
	}
	g.from = t.lineStart(g.from)
	if t.endsLine(*g) {
		return
	}
	if next := bytes.IndexByte(t.yours[g.to:], '\n'); next >= 0 {
		g.to += next + 1
	} else {
		g.to = len(t.yours)
	}
}

// lineStart is where the line begins, behind a byte order mark.
func (t text) lineStart(at int) int {
	start := bytes.LastIndexByte(t.yours[:at], '\n') + 1
	if start == 0 && bytes.HasPrefix(t.yours, []byte(byteOrderMark)) {
		return min(at, len(byteOrderMark))
	}
	return start
}

// endsLine tells whether each version of a group is made of whole lines.
func (t text) endsLine(g group) bool {
	if g.to > 0 && g.to < len(t.yours) && t.yours[g.to-1] != '\n' {
		return false
	}
	for version := range g.pieces[0].versions {
		if last, found := t.lastByte(g, version); found && last != '\n' {
			return false
		}
	}
	return true
}

// lastByte of a version of a group, if it has any.
func (t text) lastByte(g group, version int) (byte, bool) {
	end := g.to
	for _, p := range slices.Backward(g.pieces) {
		if p.to < end {
			return t.yours[end-1], true
		}
		if content := p.versions[version]; len(content) > 0 {
			return content[len(content)-1], true
		}
		end = p.from
	}
	if g.from < end {
		return t.yours[end-1], true
	}
	return 0, false
}

// render is a group in one of its versions.
func (t text) render(g group, version int) []byte {
	var out []byte
	done := g.from
	for _, p := range g.pieces {
		out = append(out, t.yours[done:p.from]...)
		out = append(out, p.versions[version]...)
		done = p.to
	}
	return append(out, t.yours[done:g.to]...)
}

// write puts the text together.
func (t text) write(groups []group, l merge.Labels) []byte {
	out := make([]byte, 0, len(t.yours)*5/4)
	done := 0
	for _, g := range groups {
		out = append(out, t.yours[done:g.from]...)
		done = g.to
		if !g.open {
			out = append(out, t.render(g, inYours)...)
			continue
		}
		out = t.endLine(out) // an insertion behind a last line without an end
		out = append(out, "<<<<<<< "+l.Yours+t.eol...)
		out = t.endLine(append(out, t.render(g, inYours)...))
		out = append(out, "||||||| "+l.Base+t.eol...)
		out = t.endLine(append(out, t.render(g, inBase)...))
		out = append(out, "======="+t.eol...)
		out = t.endLine(append(out, t.render(g, inTemplate)...))
		out = append(out, ">>>>>>> "+l.Template+t.eol...)
	}
	return append(out, t.yours[done:]...)
}

// endLine ends the last line if there is one without an end.
func (t text) endLine(out []byte) []byte {
	if len(out) > 0 && out[len(out)-1] != '\n' && string(out) != byteOrderMark {
		return append(out, t.eol...)
	}
	return out
}
