package json

import (
	"fmt"
	"regexp"

	"github.com/Masterminds/semver/v3"

	"github.com/kubectl-svc/kubectl-svc/scaffold/merge"
	"github.com/kubectl-svc/kubectl-svc/scaffold/merge/structure"
)

// versioned are the keys of a package.json below which versions stand.
var versioned = map[string]bool{
	"dependencies": true, "devDependencies": true, "peerDependencies": true, "optionalDependencies": true, "engines": true,
}

// raise settles conflicts about versions in a package.json that both sides
// raised, or added: the higher one is taken. It returns a line about each.
func raise(merged *structure.Merged) []string {
	var notes []string
	for i := range merged.Root.Steps {
		group := &merged.Root.Steps[i]
		e := group.Yours.Entry()
		switch {
		case e == nil:
		case group.Outcome == structure.Edit && versioned[e.Key]:
			for k := range group.Steps {
				notes = append(notes, raiseOne(&group.Steps[k])...)
			}
		case e.Key == "packageManager":
			notes = append(notes, raiseOne(group)...)
		}
	}
	return notes
}

func raiseOne(s *structure.Step) []string {
	if s.Outcome != structure.Dispute || s.Yours.Empty() || s.Template.Empty() {
		return nil
	}
	y, t := s.Yours.Entry(), s.Template.Entry()
	order, ok := compare(y.Value, t.Value)
	if !ok || !above(s.Base, y.Value) || !above(s.Base, t.Value) {
		return nil
	}
	took := y.Value.Text
	s.Outcome = structure.Keep
	if order < 0 {
		took = t.Value.Text
		s.Outcome = structure.Take
	}
	s.Conflict = merge.Conflict{}
	return []string{fmt.Sprintf("%s: yours %s, template %s; took %s", y.Key, y.Value.Text, t.Value.Text, took)}
}

// above tells whether a version is higher than in base, or was not there. One
// that somebody lowered is no longer the least they need.
func above(base structure.Run, version *structure.Node) bool {
	if base.Empty() {
		return true
	}
	order, ok := compare(version, base.Entry().Value)
	return ok && order > 0
}

// simple is a range that has one version in it: "^1.2.3", ">=22", or
// "pnpm@9.1.0". Others have no order.
var simple = regexp.MustCompile(`^(?:([a-z]+@)|[\^~=]|>=)?\s*(v?[0-9][0-9A-Za-z.+-]*)$`)

// compare orders two ranges by the version in them. Two that allow the same
// version in other ways have no order.
func compare(a, b *structure.Node) (int, bool) {
	if a.Kind != structure.Scalar || b.Kind != structure.Scalar || a.Plain || b.Plain {
		return 0, false
	}
	x, y := simple.FindStringSubmatch(a.Text), simple.FindStringSubmatch(b.Text)
	if x == nil || y == nil || x[1] != y[1] {
		return 0, false
	}
	v, err := semver.NewVersion(x[2])
	if err != nil {
		return 0, false
	}
	u, err := semver.NewVersion(y[2])
	if err != nil {
		return 0, false
	}
	order := v.Compare(u)
	return order, order != 0
}
